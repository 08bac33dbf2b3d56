package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How an agent answers an action, where a test decides.
 *
 * @param error null: it went well
 * @param response {@code action_response} of an INPUT_ACTION; null: the simulator's own
 */
public record ActionAnswer(String error, JsonNode response) {
    public static ActionAnswer ok() {
        return new ActionAnswer(null, null);
    }

    public static ActionAnswer failed(String error) {
        return new ActionAnswer(error, null);
    }

    public static ActionAnswer response(JsonNode response) {
        return new ActionAnswer(null, response);
    }
}

package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.agents.AgentText;

/**
 * How one action went.
 *
 * @param agentId null where it is not said
 * @param error null: it went well
 * @param retry whether the agent will try again
 * @param data of diagnostics: the upload; of input actions: what was asked for
 */
record AckEvent(
        String actionId,
        String agentId,
        String error,
        boolean retry,
        JsonNode data,
        JsonNode actionResponse,
        String startedAt,
        String completedAt) {

    static AckEvent of(RequestBody event) {
        var payload = event.body("payload");
        var error = event.text("error");
        return new AckEvent(
                event.requireText("action_id"),
                event.text("agent_id"),
                error == null || error.isEmpty() ? null : error,
                payload != null && payload.flag("retry"),
                clean(event.value(event.value("data") == null ? "action_data" : "data")),
                clean(event.value("action_response")),
                event.text("started_at"),
                event.text("completed_at"));
    }

    private static JsonNode clean(JsonNode value) {
        return value == null ? null : AgentText.clean(value);
    }
}

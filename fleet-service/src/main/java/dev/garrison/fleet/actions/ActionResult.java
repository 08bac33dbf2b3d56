package dev.garrison.fleet.actions;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.events.DomainEvent;

/**
 * {@code fleet.action.result}: what an agent has answered to an action.
 *
 * @param data as the agent sent it; for input actions, what the action asked for
 * @param actionResponse what the input that did it has answered
 */
public record ActionResult(
        String actionId,
        String agentId,
        @JsonProperty("type") ActionType actionType,
        String inputType,
        String error,
        JsonNode data,
        JsonNode actionResponse,
        String startedAt,
        String completedAt)
        implements DomainEvent {

    /** The agent will not get it. */
    static ActionResult failed(String actionId, ActionType actionType, String inputType, String agentId, String error) {
        return new ActionResult(actionId, agentId, actionType, inputType, error, null, null, null, null);
    }

    @Override
    public String type() {
        return "fleet.action.result";
    }

    @Override
    public String subject() {
        return agentId;
    }
}

package dev.garrison.fleet.actions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One request's action, or a batch of it.
 *
 * @param ackData what the client wants to find in the action again
 * @param batch 0, or the number of a further batch under the same id
 * @param total how many agents the whole request means; null: those of this batch
 * @param expiration null: in 30 days
 * @param rollout null: at once
 * @param input null: the action is for the agent itself
 * @param createdBy user name, or null where no user asked for it
 */
public record NewAction(
        String id,
        ActionType type,
        JsonNode data,
        JsonNode ackData,
        int batch,
        Integer total,
        Instant expiration,
        Rollout rollout,
        Input input,
        String createdBy) {

    /**
     * When agents begin.
     *
     * @param seconds over which the agents are spread; null: all begin at the start
     * @param minimumDuration seconds that an agent has to begin, or null
     */
    public record Rollout(Instant start, Integer seconds, Integer minimumDuration) {}

    /**
     * What an input of the agent is to do.
     *
     * @param type such as {@code endpoint} or {@code osquery}
     * @param timeout seconds, or null
     * @param signed as the input wants it signed; null: by us where that is needed
     */
    public record Input(String type, Integer timeout, JsonNode signed) {}

    public static NewAction of(ActionType type, JsonNode data, String createdBy) {
        return new NewAction(UUID.randomUUID().toString(), type, data, null, 0, null, null, null, null, createdBy);
    }

    public NewAction withId(String newId) {
        return new NewAction(newId, type, data, ackData, batch, total, expiration, rollout, input, createdBy);
    }

    public NewAction withAckData(JsonNode newAckData) {
        return new NewAction(id, type, data, newAckData, batch, total, expiration, rollout, input, createdBy);
    }

    /** Part of a request that means {@code newTotal} agents. */
    public NewAction withBatch(int newBatch, int newTotal) {
        return new NewAction(id, type, data, ackData, newBatch, newTotal, expiration, rollout, input, createdBy);
    }

    public NewAction expiringAt(Instant newExpiration) {
        return new NewAction(id, type, data, ackData, batch, total, newExpiration, rollout, input, createdBy);
    }

    public NewAction withRollout(Rollout newRollout) {
        return new NewAction(id, type, data, ackData, batch, total, expiration, newRollout, input, createdBy);
    }

    public NewAction withInput(Input newInput) {
        return new NewAction(id, type, data, ackData, batch, total, expiration, rollout, newInput, createdBy);
    }
}

package dev.garrison.fleet.actions;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * One request's action, or a batch of it.
 *
 * @param batch 0, or the number of a further batch under the same id
 * @param total how many agents the whole request means; null: those of this batch
 * @param expiration null: in 30 days
 * @param createdBy user name, or null where no user asked for it
 */
public record NewAction(
        String id,
        ActionType type,
        JsonNode data,
        int batch,
        Integer total,
        Instant expiration,
        String inputType,
        Integer timeout,
        JsonNode signed,
        String createdBy) {

    public static NewAction of(ActionType type, JsonNode data, String createdBy) {
        return new NewAction(UUID.randomUUID().toString(), type, data, 0, null, null, null, null, null, createdBy);
    }

    public NewAction withId(String newId) {
        return new NewAction(newId, type, data, batch, total, expiration, inputType, timeout, signed, createdBy);
    }

    /** Part of a request that means {@code newTotal} agents. */
    public NewAction withBatch(int newBatch, int newTotal) {
        return new NewAction(id, type, data, newBatch, newTotal, expiration, inputType, timeout, signed, createdBy);
    }
}

package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Begins what is done to many agents: a few at once, a whole fleet batch by batch after the answer. */
@ApplicationScoped
class BulkOperations {
    private static final int LARGEST_BATCH = 10_000;

    private final BulkBatches batches;
    private final Actions actions;
    private final Clock clock;

    BulkOperations(BulkBatches batches, Actions actions, Clock clock) {
        this.batches = batches;
        this.actions = actions;
        this.clock = clock;
    }

    /**
     * Which agents the client means.
     *
     * @param agents their ids, or KQL
     * @param includeInactive whether KQL finds inactive ones too
     * @param batchSize null: as large as batches become
     */
    record Meant(JsonNode agents, boolean includeInactive, Integer batchSize) {
        Meant(JsonNode agents, Boolean includeInactive, Integer batchSize) {
            this(agents, Boolean.TRUE.equals(includeInactive), batchSize);
        }

        int size() {
            return batchSize == null ? LARGEST_BATCH : Math.min(batchSize, LARGEST_BATCH);
        }
    }

    /**
     * @return the id of the action, under which the activity list tells how it goes
     * @throws ApiException 400: the KQL is malformed; or what the operation refuses as a whole
     */
    @Transactional
    <R> String start(BulkOperation<R> operation, R request, Meant meant, String user) {
        if (meant.agents().isArray()) {
            var ids = new LinkedHashSet<String>();
            StreamSupport.stream(meant.agents().spliterator(), false).forEach(id -> ids.add(id.textValue()));
            var batch = new BulkBatch(newId(), 0, null, user, List.copyOf(ids), true);
            operation.run(batch, request);
            return batch.actionId();
        }
        var filter = AgentFilter.meant(meant.agents().textValue(), meant.includeInactive(), clock);
        return start(operation, request, filter, meant.size(), user);
    }

    /** As above, for agents that a filter finds. */
    @Transactional
    <R> String start(BulkOperation<R> operation, R request, AgentFilter filter, String user) {
        return start(operation, request, filter, LARGEST_BATCH, user);
    }

    private <R> String start(BulkOperation<R> operation, R request, AgentFilter filter, int batchSize, String user) {
        operation.narrow(filter, request);
        var actionId = newId();
        int total = batches.enqueue(actionId, operation, request, filter, batchSize, user);
        if (operation.isAnsweredWhenDone() && total <= batchSize) {
            var agentIds = batches.takeOnly(actionId);
            operation.run(new BulkBatch(actionId, 0, null, user, agentIds, false), request);
        } else if (total > 0) {
            batches.announce();
            actions.create(operation.action(request, user).withId(actionId).withBatch(0, total), List.of());
        }
        return actionId;
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}

package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Batches that wait to be worked off, by any replica. */
@ApplicationScoped
class BulkBatches {
    static final String CHANNEL = "fleet_bulk";

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    BulkBatches(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** @param failures how often it was begun and not brought to an end by an error */
    record Waiting(BulkBatch batch, String operation, JsonNode request, int failures) {
        static Waiting of(Row row) {
            var batch = new BulkBatch(
                    row.text("action_id"),
                    row.integer("batch"),
                    row.integer("total"),
                    row.text("created_by"),
                    row.texts("agent_ids"),
                    false);
            return new Waiting(batch, row.text("operation"), row.json("request"), row.integer("attempts"));
        }
    }

    /** @return how many agents are meant; each of them is in one batch */
    @Transactional(Transactional.TxType.MANDATORY)
    <R> int enqueue(
            String actionId, BulkOperation<R> operation, R request, AgentFilter filter, int batchSize, String user) {
        var totals = database.list(
                """
                with meant as materialized (select a.id, row_number() over () - 1 as place %s),
                divided as (select id, 1 + place / ? as batch from meant)
                insert into agent_bulk_batch
                    (action_id, batch, operation, request, created_by, total, agent_ids, due_at)
                select ?, batch, ?, cast(? as jsonb), ?, (select count(*) from meant), array_agg(id), ?
                from divided group by batch returning total"""
                        .formatted(filter.sql()),
                row -> row.integer("total"),
                filter.parameters(
                        batchSize,
                        actionId,
                        operation.name(),
                        json.valueToTree(request),
                        user == null ? "" : user,
                        clock.instant()));
        return totals.isEmpty() ? 0 : totals.get(0);
    }

    /** The agents of a request that became one batch, which is the caller's now. */
    @Transactional(Transactional.TxType.MANDATORY)
    List<String> takeOnly(String actionId) {
        return database.first(
                        "delete from agent_bulk_batch where action_id = ? returning agent_ids",
                        row -> row.texts("agent_ids"),
                        actionId)
                .orElse(List.of());
    }

    /** After commit, all replicas look for work. */
    @Transactional(Transactional.TxType.MANDATORY)
    void announce() {
        database.update("select pg_notify('" + CHANNEL + "', '')");
    }

    /** One that nobody else works on; its row is locked until the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    Optional<Waiting> claim() {
        return database.first(
                """
                select * from agent_bulk_batch where due_at <= ?
                order by due_at, action_id, batch limit 1 for update skip locked""",
                Waiting::of,
                clock.instant());
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void remove(BulkBatch done) {
        database.update(
                "delete from agent_bulk_batch where action_id = ? and batch = ?", done.actionId(), done.number());
    }

    /** What was not begun yet is not done any more; what has begun is done when this returns. */
    @Transactional(Transactional.TxType.MANDATORY)
    void removeAll(String actionId) {
        database.update("delete from agent_bulk_batch where action_id = ?", actionId);
    }

    @Transactional
    void postpone(BulkBatch failed, Duration pause) {
        database.update(
                "update agent_bulk_batch set attempts = attempts + 1, due_at = ? where action_id = ? and batch = ?",
                clock.instant().plus(pause),
                failed.actionId(),
                failed.number());
    }
}

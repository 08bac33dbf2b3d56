package dev.garrison.fleet.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class BulkWorkerTest {
    private static final String WAITS_FOR_AGENTS =
            """
            pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
            and query like '%for no key update of a%' and pid <> pg_backend_pid()""";

    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Inject
    BulkWorker worker;

    @Inject
    DataSource database;

    private List<String> agents(String policy, int count) {
        return Stream.generate(() -> stored.agent(policy)).limit(count).toList();
    }

    private static void execute(Connection connection, String sql, String parameter) throws Exception {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            statement.execute();
        }
    }

    private void assertEachMovedOnce(String actionId, List<String> agents, String target) {
        await().untilAsserted(() -> assertThat(fleet.activity(actionId).getInt("nbAgentsActionCreated"))
                .isEqualTo(agents.size()));
        assertThat(stored.count("agent_action_target join agent_action using (seq) where action_id = ?1", actionId))
                .isEqualTo(agents.size());
        assertThat(stored.value(
                        """
                        select count(distinct agent_id) from agent_action_target join agent_action using (seq)
                        where action_id = ?1""",
                        Long.class,
                        actionId))
                .isEqualTo(agents.size());
        assertThat(stored.count("agent where policy_id = ?1", target)).isEqualTo(agents.size());
        await().untilAsserted(() -> assertThat(Events.onTopic("garrison.fleet"))
                .filteredOn(event -> event.type().equals("fleet.agent.changed") && agents.contains(event.subject()))
                .extracting(Events.Seen::subject)
                .containsExactlyInAnyOrderElementsOf(agents));
    }

    @Test
    void aReplicaThatDiesWithinABatchHasDoneNothingAndTheBatchIsDoneOnce() throws Exception {
        var policy = Policies.create();
        var target = Policies.create();
        var agents = agents(policy, 12);
        String actionId;
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            execute(connection, "select 1 from agent where policy_id = ? order by id for update", policy);
            actionId = fleet.bulk(
                    "reassign", Map.of("agents", "policy_id:\"" + policy + "\"", "policy_id", target, "batchSize", 5));
            await().until(() -> stored.count(WAITS_FOR_AGENTS) > 0);
            stored.value("select bool_and(pg_terminate_backend(pid)) from " + WAITS_FOR_AGENTS, Boolean.class);
            await().until(() -> stored.count("agent_bulk_batch where action_id = ?1 and attempts > 0", actionId) > 0);
            assertThat(stored.count("agent_action_target join agent_action using (seq) where action_id = ?1", actionId))
                    .isZero();
            connection.rollback();
        }
        assertEachMovedOnce(actionId, agents, target);
    }

    @Test
    void replicasShareTheBatchesAndNoneIsDoneTwice() {
        var policy = Policies.create();
        var target = Policies.create();
        var agents = agents(policy, 40);
        var actionId = fleet.bulk(
                "reassign", Map.of("agents", "policy_id:\"" + policy + "\"", "policy_id", target, "batchSize", 2));
        var replicas = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    while (worker.workOne()) {
                        // as a replica does
                    }
                }))
                .limit(3)
                .toList();
        replicas.forEach(CompletableFuture::join);
        assertEachMovedOnce(actionId, agents, target);
    }
}

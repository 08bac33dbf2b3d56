package dev.garrison.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.local.ServiceProcess;
import dev.garrison.local.agent.AgentEvent;
import dev.garrison.local.agent.AgentSwarm;
import dev.garrison.local.agent.SimulatedAgent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done to thousands of agents goes on after a crash, and is done to each of them once. */
class BulkActionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int AGENTS = 2000;
    private static final int BATCH = 20;

    private final Kibana kibana = TheStack.kibana();
    private final List<ServiceProcess> replicas = Stream.of(0, 1)
            .map(replica -> TheStack.stack().service("fleet-service", replica))
            .toList();
    private final Map<String, AtomicInteger> told =
            new ConcurrentHashMap<>(); // by agent: how often it was told to move

    @AfterEach
    void everythingIsBack() {
        start();
    }

    @Test
    void killedInTheMiddleItGoesOnAndReachesEachAgentOnce() throws Exception {
        var policy = kibana.agentPolicy();
        var target = kibana.agentPolicy();
        try (var swarm = AgentSwarm.of(TheStack.stack().fleetServerUrls())
                .pause(Duration.ofMillis(100))
                .backoff(Duration.ofMillis(500), Duration.ofSeconds(4))
                .listener(this::count)
                .start()) {
            swarm.enroll(kibana.enrollmentToken(policy), AGENTS);
            swarm.awaitPolicy(policy, 1, PATIENCE);

            var action = kibana.request()
                    .body(Map.of("agents", "policy_id:" + policy, "policy_id", target, "batchSize", BATCH))
                    .post("/api/fleet/agents/bulk_reassign")
                    .then()
                    .statusCode(200)
                    .extract()
                    .<String>path("actionId");
            var moved = killInTheMiddle(policy, target);
            assertThat(moved).as("agents moved before the end").isBetween(1, AGENTS - 1);
            start();

            swarm.awaitPolicy(target, 1, PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(kibana.action(action)).hasValueSatisfying(it -> assertThat(it)
                            .containsEntry("status", "COMPLETE")
                            .containsEntry("nbAgentsActioned", AGENTS)
                            .containsEntry("nbAgentsActionCreated", AGENTS)
                            .containsEntry("nbAgentsAck", AGENTS)
                            .containsEntry("nbAgentsFailed", 0)));
            var ids = swarm.agents().stream().map(SimulatedAgent::id).toList();
            assertThat(addressed(action)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(told.values())
                    .allSatisfy(times -> assertThat(times.get()).isEqualTo(1));
        }
    }

    /** An agent counts what it is told once by the action's id, however often it is delivered: two actions would be two. */
    private void count(AgentEvent event) {
        if (event instanceof AgentEvent.Acted acted
                && acted.action().path("type").asText().equals("POLICY_REASSIGN")) {
            told.computeIfAbsent(acted.agent().id(), id -> new AtomicInteger()).incrementAndGet();
        }
    }

    /** Agents that the action was addressed to, one entry for each time. */
    private List<String> addressed(String action) {
        return kibana.request()
                .body(Map.of("actionIds", List.of(action)))
                .post("/api/fleet/agents")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /**
     * Waits for the first agents to be moved, then holds all the others' records: each replica has a batch in hand when it is killed.
     *
     * @return how many agents were moved
     */
    private int killInTheMiddle(String policy, String target) throws SQLException {
        try (var database = TheStack.stack().connect("fleet")) {
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> countIn(database, target) > 0);
            database.setAutoCommit(false);
            try (var hold =
                    database.prepareStatement("select id from agent where policy_id = ? for update skip locked")) {
                hold.setString(1, policy);
                hold.executeQuery();
            }
            replicas.forEach(ServiceProcess::kill);
            database.rollback();
            return countIn(database, target);
        }
    }

    private static int countIn(Connection database, String policy) throws SQLException {
        try (var count = database.prepareStatement("select count(*) from agent where policy_id = ?")) {
            count.setString(1, policy);
            var result = count.executeQuery();
            result.next();
            return result.getInt(1);
        }
    }

    private void start() {
        replicas.forEach(ServiceProcess::start);
        replicas.forEach(replica -> replica.awaitReady(PATIENCE));
    }
}

package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class BulkReassignTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private String policyOf(String agent) {
        return stored.value("select policy_id from agent where id = ?1", String.class, agent);
    }

    private long results(String actionId, String condition) {
        return stored.count("agent_action_result where action_id = ?1 and " + condition, actionId);
    }

    @Test
    void agentsGivenByIdMoveAndHearOfIt() throws Exception {
        var target = Policies.create();
        var waiting = fleet.healthyAgent();
        var parked = waiting.checkinLater();
        var other = stored.agent(Policies.create());

        var actionId = fleet.bulk(
                "reassign",
                Map.of(
                        "agents",
                        List.of(waiting.id(), other),
                        "batchSize",
                        42.0,
                        "includeInactive",
                        false,
                        "policy_id",
                        target));

        var told = parked.get(5, TimeUnit.SECONDS).action();
        assertThat(told.get("id").asText()).isEqualTo(actionId);
        assertThat(told.get("type").asText()).isEqualTo("POLICY_REASSIGN");
        assertThat(told.get("data").get("policy_id").asText()).isEqualTo(target);
        assertThat(policyOf(waiting.id())).isEqualTo(target);
        assertThat(policyOf(other)).isEqualTo(target);
        var shown = fleet.activity(actionId);
        assertThat(shown.getString("status")).isEqualTo("IN_PROGRESS");
        assertThat(shown.getInt("nbAgentsActioned")).isEqualTo(2);
        assertThat(shown.getInt("nbAgentsActionCreated")).isEqualTo(2);
        assertThat(shown.getString("newPolicyId")).isEqualTo(target);
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", other))
                .last()
                .satisfies(event ->
                        assertThat(event.data().get("policyId").asText()).isEqualTo(target)));
        waiting.ack(actionId);
        assertThat(fleet.activity(actionId).getInt("nbAgentsAck")).isEqualTo(1);
    }

    @Test
    void eachAgentThatCannotMoveIsAnError() {
        var target = Policies.create();
        var there = stored.agent(target);
        var hosted = stored.agent(Policies.create());
        var hostedPolicy = policyOf(hosted);
        fleet.host(hostedPolicy);
        var moving = stored.agent(Policies.create());

        var actionId =
                fleet.bulk("reassign", Map.of("agents", List.of(there, hosted, moving, "nobody"), "policy_id", target));

        var shown = fleet.activity(actionId);
        assertThat(shown.getInt("nbAgentsActioned")).isEqualTo(3);
        assertThat(shown.getInt("nbAgentsActionCreated")).isEqualTo(1);
        assertThat(shown.getInt("nbAgentsFailed")).isEqualTo(3);
        assertThat(shown.getList("latestErrors.error"))
                .containsExactlyInAnyOrder(
                        "Agent " + there + " is already assigned to agent policy " + target,
                        "Cannot find agent nobody",
                        "Cannot reassign an agent from hosted agent policy " + hostedPolicy
                                + " in Fleet because the agent policy is managed by an external orchestration"
                                + " solution, such as Elastic Cloud, Kubernetes, etc. Please make changes using your"
                                + " orchestration solution.");
        assertThat(policyOf(hosted)).isEqualTo(hostedPolicy);
        assertThat(policyOf(moving)).isEqualTo(target);
    }

    @Test
    void withNobodyToMoveThereIsNoAction() {
        var target = Policies.create();
        var there = stored.agent(target);
        long before = stored.count("agent_action");
        for (var agents : new Object[] {List.of(there), List.of(), List.of("nobody"), "policy_id:\"nowhere\""}) {
            asSuperuser()
                    .body(Map.of("agents", agents, "policy_id", target))
                    .post("/api/fleet/agents/bulk_reassign")
                    .then()
                    .statusCode(400)
                    .body("message", equalTo("No agents to reassign, already assigned or hosted agents"));
        }
        assertThat(stored.count("agent_action")).isEqualTo(before);
        assertThat(stored.count("agent_action_result where agent_id = ?1", there))
                .isZero();
    }

    @Test
    void targetsThatNobodyCanFollowAndMalformedRequestsAreRefused() {
        var agent = stored.agent(Policies.create());
        var hosted = Policies.create();
        fleet.host(hosted);
        refuse(Map.of("agents", List.of(agent), "policy_id", "nowhere"), 404, "Agent policy not found: nowhere");
        refuse(Map.of("agents", "policy_id:*", "policy_id", "nowhere"), 404, "Agent policy not found: nowhere");
        refuse(
                Map.of("agents", List.of(agent), "policy_id", hosted),
                400,
                "Cannot reassign agents to hosted agent policy " + hosted + " in Fleet");
        refuse(Map.of("agents", "policy_id:(", "policy_id", hosted), 400, "Kuery is malformed: ");
        refuse(Map.of("agents", List.of(agent)), 400, "[request body.policy_id]: ");
        refuse(Map.of("agents", 5, "policy_id", "p"), 400, "[request body.agents]: types that failed validation:");
        refuse(Map.of("agents", "", "policy_id", "p", "batchSize", 0), 400, "[request body.batchSize]: ");
        with("fleet-agents-read")
                .body(Map.of("agents", List.of(agent), "policy_id", Policies.create()))
                .post("/api/fleet/agents/bulk_reassign")
                .then()
                .statusCode(403);
        assertThat(stored.count("agent_action_target where agent_id = ?1", agent))
                .isZero();
    }

    private void refuse(Map<String, ?> body, int status, String message) {
        asSuperuser()
                .body(body)
                .post("/api/fleet/agents/bulk_reassign")
                .then()
                .statusCode(status)
                .body("message", startsWith(message));
    }

    @Test
    void kqlFindsInactiveAgentsOnlyIfAskedAndUnenrolledOnesOnlyByName() {
        var policy = Policies.create();
        var agents = Stream.generate(() -> stored.agent(policy)).limit(3).toList();
        stored.execute("update agent set enrolled_at = now() - interval '1 year' where id = ?1", agents.get(1));
        stored.execute("update agent set active = false where id = ?1", agents.get(2));
        var target = Policies.create();
        var kuery = "fleet-agents.policy_id:\"" + policy + "\"";

        fleet.bulk("reassign", Map.of("agents", kuery, "policy_id", target));
        assertThat(agents.stream().map(this::policyOf)).containsExactly(target, policy, policy);
        fleet.bulk("reassign", Map.of("agents", kuery, "policy_id", target, "includeInactive", true));
        assertThat(agents.stream().map(this::policyOf)).containsExactly(target, target, policy);
        fleet.bulk("reassign", Map.of("agents", kuery + " and status:unenrolled", "policy_id", target));
        assertThat(agents.stream().map(this::policyOf)).containsExactly(target, target, target);
    }

    @Test
    void aWholeFleetMovesBatchByBatchAfterTheAnswer() {
        var policy = Policies.create();
        stored.execute(
                """
                insert into agent (id, enrolled_at, policy_id, access_api_key_id, access_api_key_hash)
                select ?1 || n, now(), ?1, ?1 || n, '' from generate_series(1, 250) n""",
                policy);
        var target = Policies.create();
        var actionId = fleet.bulk(
                "reassign", Map.of("agents", "policy_id:\"" + policy + "\"", "policy_id", target, "batchSize", 101));
        assertThat(fleet.activity(actionId).getInt("nbAgentsActioned")).isEqualTo(250);

        await().untilAsserted(() -> assertThat(fleet.activity(actionId).getInt("nbAgentsActionCreated"))
                .isEqualTo(250));
        assertThat(stored.count("agent where policy_id = ?1 and policy_revision is null", target))
                .isEqualTo(250);
        assertThat(stored.count("agent_action where action_id = ?1", actionId)).isEqualTo(4);
        assertThat(stored.count("agent_bulk_batch where action_id = ?1", actionId))
                .isZero();
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("IN_PROGRESS");
        await().untilAsserted(() -> {
            var many = Events.of("fleet.agents.changed", target);
            assertThat(many).hasSize(2); // two batches of 101, and 48 agents one by one
            assertThat(many).allSatisfy(event -> {
                assertThat(event.data().get("agentIds")).hasSize(101);
                assertThat(event.data().get("policyId").asText()).isEqualTo(target);
                assertThat(event.data().get("status").asText()).isEqualTo("updating");
            });
        });
    }

    @Test
    void aBatchWhoseTargetHasGoneFails() {
        var policy = Policies.create();
        var agent = stored.agent(policy);
        var actionId = UUID.randomUUID().toString();
        stored.execute(
                """
                insert into agent_action (action_id, batch, type, created_at, total, agents)
                values (?1, 0, 'POLICY_REASSIGN', now(), 1, 0)""",
                actionId);
        stored.execute(
                """
                insert into agent_bulk_batch (action_id, batch, operation, request, total, agent_ids, due_at)
                values (?1, 1, 'reassign', '{"policy_id":"gone"}', 1, array[?2], now())""",
                actionId,
                agent);
        stored.value("select cast(pg_notify('fleet_bulk', '') as text)", String.class);
        await().untilAsserted(
                        () -> assertThat(results(actionId, "error is not null")).isEqualTo(1));
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("FAILED");
        assertThat(fleet.activity(actionId).getString("latestErrors[0].error"))
                .isEqualTo("Agent policy not found: gone");
        assertThat(policyOf(agent)).isEqualTo(policy);
    }
}

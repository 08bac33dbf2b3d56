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
import dev.garrison.fleet.TestAgent;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentUnenrollmentTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private TestAgent hostedAgent() {
        var policy = Policies.create();
        var agent = fleet.healthyAgentOn(policy);
        asSuperuser()
                .body(Map.of("name", Policies.newName(), "namespace", "default", "is_managed", true))
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200);
        return agent;
    }

    private long actionsOf(TestAgent agent) {
        return stored.count("agent_action_target where agent_id = ?1", agent.id());
    }

    @Test
    void anAgentIsAskedToLeaveAndStaysUntilItDoes() {
        var agent = fleet.healthyAgent();
        with("fleet-agents-all")
                .post("/api/fleet/agents/{id}/unenroll", agent.id())
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        assertThat(fleet.show(agent).getBoolean("active")).isTrue();
        assertThat(fleet.show(agent).getString("unenrollment_started_at")).matches(".*\\.\\d{3}Z");
        assertThat(actionsOf(agent)).isEqualTo(1);
    }

    @Test
    void aRevokedAgentIsRefusedAtOnce() throws Exception {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var asked = stored.value(
                "select action_id from agent_action join agent_action_target using (seq) where agent_id = ?1",
                String.class,
                agent.id());
        agent.checkin();
        var waiting = agent.checkinLater();
        await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());

        fleet.unenroll(agent, Map.of("revoke", true)).statusCode(200).body(equalTo("{}"));
        assertThat(waiting.get(2, TimeUnit.SECONDS).actions()).isEmpty();
        var refused = agent.checkin();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.error()).isEqualTo("ErrUnauthorized");
        assertThat(agent.ack(asked).status()).isEqualTo(401);

        var shown = fleet.show(agent);
        assertThat(shown.getString("status")).isEqualTo("unenrolled");
        assertThat(shown.getString("unenrolled_at")).isNotNull();
        assertThat((Object) shown.get("outputs")).isNull();
        assertThat(fleet.activity(asked).getString("status"))
                .isEqualTo("COMPLETE"); // what it was asked for has come true
        var forced = stored.value(
                """
                select action_id from agent_action join agent_action_target using (seq)
                where agent_id = ?1 and type = 'FORCE_UNENROLL'""",
                String.class,
                agent.id());
        assertThat(fleet.activity(forced).getString("status")).isEqualTo("COMPLETE");
        assertThat(fleet.activity(forced).getString("type")).isEqualTo("FORCE_UNENROLL");
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", agent.id()))
                .last()
                .satisfies(event -> {
                    assertThat(event.data().get("change").asText()).isEqualTo("unenrolled");
                    assertThat(event.data().get("active").asBoolean()).isFalse();
                }));
    }

    @Test
    void anAgentOfAHostedPolicyLeavesOnlyByForce() {
        var agent = hostedAgent();
        for (var body : new Map<?, ?>[] {Map.of(), Map.of("revoke", true), Map.of("force", false)}) {
            asSuperuser()
                    .body(body)
                    .post("/api/fleet/agents/{id}/unenroll", agent.id())
                    .then()
                    .statusCode(400)
                    .body(
                            "message",
                            equalTo("Cannot unenroll " + agent.id() + " from a hosted agent policy "
                                    + fleet.show(agent).getString("policy_id")
                                    + " in Fleet because the agent policy is managed by an external orchestration"
                                    + " solution, such as Elastic Cloud, Kubernetes, etc. Please make changes using"
                                    + " your orchestration solution."));
        }
        assertThat(actionsOf(agent)).isZero();
        assertThat((Object) fleet.show(agent).get("unenrollment_started_at")).isNull();
        fleet.unenroll(agent, Map.of("force", true)).statusCode(200);
        assertThat(actionsOf(agent)).isEqualTo(1);
    }

    @Test
    void whoMayOnlyReadOrNamesNoAgentIsRefused() {
        var agent = fleet.healthyAgent();
        with("fleet-agents-read")
                .post("/api/fleet/agents/{id}/unenroll", agent.id())
                .then()
                .statusCode(403);
        asSuperuser()
                .body(Map.of("later", true))
                .post("/api/fleet/agents/{id}/unenroll", agent.id())
                .then()
                .statusCode(400);
        assertThat(actionsOf(agent)).isZero();
        asSuperuser()
                .post("/api/fleet/agents/unknown/unenroll")
                .then()
                .statusCode(404)
                .body("message", equalTo("Agent unknown not found"));
    }

    @Test
    void aReassignedAgentGetsItsNewPolicy() {
        var agent = fleet.healthyAgent();
        var target = Policies.create();
        with("fleet-agents-all")
                .body(Map.of("policy_id", target))
                .put("/api/fleet/agents/{id}/reassign", agent.id())
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        var shown = fleet.show(agent);
        assertThat(shown.getString("policy_id")).isEqualTo(target);
        assertThat((Object) shown.get("policy_revision")).isNull();
        assertThat(shown.getString("status")).isEqualTo("updating");
        var action = agent.checkin().action();
        assertThat(action.get("type").asText()).isEqualTo("POLICY_REASSIGN");
        agent.ack(action.get("id").asText());
        agent.takePolicy();
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(1);
        assertThat(fleet.activity(action.get("id").asText()).getString("newPolicyId"))
                .isEqualTo(target);
    }

    @Test
    void reassigningFromOrToAHostedPolicyOrIntoNowhereIsRefused() {
        var hosted = hostedAgent();
        var hostedPolicy = fleet.show(hosted).getString("policy_id");
        var agent = fleet.healthyAgent();
        var before = fleet.show(agent).getString("policy_id");

        reassign(
                agent.id(),
                hostedPolicy,
                400,
                "Cannot reassign agents to hosted agent policy " + hostedPolicy + " in Fleet");
        reassign(
                hosted.id(),
                before,
                400,
                "Cannot reassign an agent from hosted agent policy " + hostedPolicy + " in Fleet");
        reassign(agent.id(), "unknown", 404, "Agent policy not found: unknown");
        reassign("unknown", before, 404, "Agent unknown not found");
        assertThat(fleet.show(agent).getString("policy_id")).isEqualTo(before);
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(1);
        assertThat(actionsOf(agent) + actionsOf(hosted)).isZero();
    }

    private void reassign(String agentId, String policy, int status, String message) {
        asSuperuser()
                .body(Map.of("policy_id", policy))
                .post("/api/fleet/agents/{id}/reassign", agentId)
                .then()
                .statusCode(status)
                .body("message", startsWith(message));
    }
}

package dev.garrison.fleet.checkin;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AcksTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Test
    void eachEventHasItsOutcomeAndTheWorstOneIsTheStatus() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var action = agent.checkin().action().get("id").asText();
        var body = JsonNodeFactory.instance.objectNode();
        var events = body.putArray("events");
        events.addObject().put("action_id", "policy:unknown:1");
        events.addObject().put("action_id", action).put("agent_id", "somebody else");
        events.addObject().put("action_id", "unknown");
        var reply = agent.acks(body);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body().get("action").asText()).isEqualTo("acks");
        assertThat(reply.body().get("errors").asBoolean()).isTrue();
        assertThat(reply.body().get("items"))
                .extracting(item -> item.get("status").asInt())
                .containsExactly(200, 400, 404);
        assertThat(stored.count("agent_action_result where agent_id = ?1", agent.id()))
                .isZero();
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolling");
    }

    @Test
    void theFirstResultStands() {
        var agent = fleet.healthyAgent();
        asSuperuser()
                .body(Map.of("policy_id", Policies.create()))
                .post("/api/fleet/agents/{id}/reassign", agent.id())
                .then()
                .statusCode(200);
        var action = agent.checkin().action().get("id").asText();
        assertThat(agent.ack(action, Map.of("error", "disk full")).status()).isEqualTo(200);
        assertThat(agent.ack(action).status()).isEqualTo(200);

        var activity = fleet.activity(action);
        assertThat(activity.getString("status")).isEqualTo("FAILED");
        assertThat(activity.getInt("nbAgentsFailed")).isEqualTo(1);
        assertThat(activity.getString("latestErrors[0].error")).isEqualTo("disk full");
        assertThat(activity.getString("latestErrors[0].hostname")).startsWith("host-");
        await().untilAsserted(() -> assertThat(Events.of("fleet.action.result", agent.id()))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.data().get("error").asText()).isEqualTo("disk full")));
    }

    @Test
    void anotherAgentCannotAnswerForOne() {
        var agent = fleet.healthyAgent();
        var stranger = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var action = agent.checkin().action().get("id").asText();
        assertThat(stranger.ack(action).status()).isEqualTo(404);
        assertThat(fleet.activity(action).getString("status")).isEqualTo("IN_PROGRESS");
        assertThat(fleet.show(stranger).getString("status")).isEqualTo("online");
    }

    @Test
    void anUnenrolmentThatFailedLeavesTheAgentActive() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var action = agent.checkin().action().get("id").asText();
        agent.ack(action, Map.of("error", "tamper protection"));
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolling");
        assertThat(fleet.activity(action).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void aPolicyCountsAsAcknowledgedOnlyWhereItIsTheAgentsOwnAndNewer() {
        var policy = Policies.create();
        var agent = fleet.healthyAgentOn(policy);
        asSuperuser()
                .body(Map.of("name", Policies.newName(), "namespace", "default"))
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200);

        agent.ack("policy:" + Policies.create() + ":2"); // another one's
        agent.ack("policy:" + policy + ":3"); // not there yet
        agent.ack("policy:" + policy + ":2", Map.of("error", "invalid"));
        agent.ack("policy:nonsense");
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(1);
        assertThat(agent.checkin().action().get("id").asText()).isEqualTo("policy:" + policy + ":2");

        agent.ack("policy:" + policy + ":2:ignored");
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(2);
        agent.ack("policy:" + policy + ":1");
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(2);
    }

    @Test
    void keysOfOutputsThatThePolicyHasNoMoreAreGoneWithTheAcknowledgement() {
        var output = stored.output(
                Map.of("name", "second", "type", "elasticsearch", "hosts", java.util.List.of("http://second:9200")));
        var policy = Policies.create(Map.of("data_output_id", output, "monitoring_enabled", java.util.List.of()))
                .getString("id");
        var agent = fleet.healthyAgentOn(policy);
        var before = fleet.show(agent).getMap("outputs").keySet();
        assertThat(before).contains(output);

        var body = new java.util.HashMap<String, Object>(Map.of("name", Policies.newName(), "namespace", "default"));
        body.put("data_output_id", null);
        asSuperuser()
                .body(body)
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200);
        var change = agent.checkin().action().get("id").asText();
        assertThat(fleet.show(agent).getMap("outputs")).containsKey(output); // still in use
        agent.ack(change);
        assertThat(fleet.show(agent).getMap("outputs"))
                .doesNotContainKey(output)
                .containsKey("default");
    }
}

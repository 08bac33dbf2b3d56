package dev.garrison.fleet.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
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
class AgentLifeTest {
    @Inject
    Fleet fleet;

    @Test
    void anAgentEnrollsTakesItsPolicyAndLeavesWhenAskedTo() throws Exception {
        var policy = Policies.create();
        var agent = fleet.agentOn(policy);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("updating");

        var change = agent.checkin().action();
        assertThat(change.get("id").asText()).isEqualTo("policy:" + policy + ":1");
        assertThat(change.at("/data/policy/revision").asInt()).isEqualTo(1);
        assertThat(change.at("/data/policy/outputs/default/api_key").asText()).matches("[\\w-]{20}:[\\w-]{22}");
        assertThat(agent.ack(change.get("id").asText()).body().toString())
                .isEqualTo("{\"action\":\"acks\",\"items\":[{\"status\":200,\"message\":\"OK\"}]}");
        assertThat(fleet.show(agent).getString("status")).isEqualTo("online");
        assertThat(fleet.show(agent).getInt("policy_revision")).isEqualTo(1);

        var waiting = agent.checkinLater();
        await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var unenroll = waiting.get(2, TimeUnit.SECONDS).action();
        assertThat(unenroll.get("type").asText()).isEqualTo("UNENROLL");
        assertThat(unenroll.get("data").isNull()).isTrue();
        assertThat(unenroll.at("/signed/signature").asText()).isNotEmpty();
        var action = unenroll.get("id").asText();
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolling");
        assertThat(fleet.activity(action).getString("status")).isEqualTo("IN_PROGRESS");

        assertThat(agent.ack(action).status()).isEqualTo(200);
        assertThat(fleet.activity(action).getString("status")).isEqualTo("COMPLETE");
        assertThat(fleet.activity(action).getInt("nbAgentsAck")).isEqualTo(1);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolled");
        assertThat(agent.checkin().error()).isEqualTo("ErrUnauthorized");
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", agent.id()))
                .extracting(event -> event.data().get("change").asText())
                .containsExactly("enrolled", "status", "policy", "status", "unenrolled"));
        await().untilAsserted(() -> assertThat(Events.of("fleet.action.result", agent.id()))
                .singleElement()
                .extracting(event -> event.data().get("type").asText())
                .isEqualTo("UNENROLL"));
    }
}

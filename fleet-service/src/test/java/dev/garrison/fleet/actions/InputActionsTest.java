package dev.garrison.fleet.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class InputActionsTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private static void request(String eventId, String actionId, String agents, String more) {
        Events.send(
                eventId,
                "endpoint.action.requested",
                actionId,
                """
                {"actionId":"%s","inputType":"endpoint","agentIds":[%s],"data":{"command":"isolate"},"timeout":300,
                 "user":"elastic","expiration":"2099-01-01T00:00:00Z"%s}"""
                        .formatted(actionId, agents, more));
    }

    @Test
    void whatEndpointServiceAsksForReachesTheAgentOnceAndItsAnswerGoesBack() throws Exception {
        var agent = fleet.healthyAgent();
        var parked = agent.checkinLater();
        var actionId = UUID.randomUUID().toString();
        var eventId = UUID.randomUUID().toString();
        request(eventId, actionId, "\"%s\",\"nobody\"".formatted(agent.id()), "");
        request(eventId, actionId, "\"%s\"".formatted(agent.id()), "");
        request(UUID.randomUUID().toString(), actionId, "\"%s\"".formatted(agent.id()), "");

        var told = parked.get(15, TimeUnit.SECONDS).action();
        assertThat(told.get("id").asText()).isEqualTo(actionId);
        assertThat(told.get("type").asText()).isEqualTo("INPUT_ACTION");
        assertThat(told.get("input_type").asText()).isEqualTo("endpoint");
        assertThat(told.get("data").get("command").asText()).isEqualTo("isolate");
        assertThat(told.get("timeout").asInt()).isEqualTo(300);
        assertThat(told.get("expiration").asText()).startsWith("2099-01-01T00:00:00");
        assertThat(told.get("signed").get("signature").asText()).isNotEmpty();

        agent.ack(
                actionId,
                Map.of(
                        "action_data",
                        Map.of("command", "isolate"),
                        "action_response",
                        Map.of("endpoint", Map.of("ack", true)),
                        "started_at",
                        "2025-01-31T12:00:00Z",
                        "completed_at",
                        "2025-01-31T12:00:01Z"));
        await().untilAsserted(() -> assertThat(Events.of("fleet.action.result", agent.id()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().get("actionId").asText()).isEqualTo(actionId);
                    assertThat(event.data().get("inputType").asText()).isEqualTo("endpoint");
                    assertThat(event.data().at("/actionResponse/endpoint/ack").asBoolean())
                            .isTrue();
                    assertThat(event.data().get("completedAt").asText()).isEqualTo("2025-01-31T12:00:01Z");
                }));
        assertThat(Events.of("fleet.action.result", "nobody"))
                .filteredOn(event -> event.data().get("actionId").asText().equals(actionId))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.data().get("error").asText()).isEqualTo("The agent is not enrolled"));
        assertThat(stored.count("agent_action where action_id = ?1", actionId)).isEqualTo(1);
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void aSignatureThatCameAlongIsPassedOn() throws Exception {
        var agent = fleet.healthyAgent();
        var actionId = UUID.randomUUID().toString();
        request(
                UUID.randomUUID().toString(),
                actionId,
                "\"%s\"".formatted(agent.id()),
                ",\"signed\":{\"data\":\"ZA==\",\"signature\":\"cw==\"}");
        var told = agent.checkinLater().get(15, TimeUnit.SECONDS).action();
        assertThat(told.get("signed").get("data").asText()).isEqualTo("ZA==");
    }

    @Test
    void whatAnUnenrolledAgentHasNotDoneFails() {
        var agent = fleet.healthyAgent();
        var actionId = UUID.randomUUID().toString();
        request(UUID.randomUUID().toString(), actionId, "\"%s\"".formatted(agent.id()), "");
        await().until(() -> stored.count("agent_action where action_id = ?1", actionId) == 1);
        fleet.unenroll(agent, Map.of("revoke", true)).statusCode(200);
        await().untilAsserted(() -> assertThat(Events.of("fleet.action.result", agent.id()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().get("actionId").asText()).isEqualTo(actionId);
                    assertThat(event.data().get("inputType").asText()).isEqualTo("endpoint");
                    assertThat(event.data().get("error").asText()).isEqualTo("The agent was unenrolled");
                }));
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("FAILED");
    }
}

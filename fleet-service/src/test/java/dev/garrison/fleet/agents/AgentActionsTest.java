package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentActionsTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Test
    void anAgentIsToldItsLogLevel() {
        var agent = fleet.healthyAgent();
        var action = Map.of("type", "SETTINGS", "data", Map.of("log_level", "debug"));
        var id = with("fleet-agents-all")
                .body(Map.of("action", action))
                .post("/api/fleet/agents/{id}/actions", agent.id())
                .then()
                .statusCode(200)
                .body("item.type", equalTo("SETTINGS"))
                .body("item.data.log_level", equalTo("debug"))
                .body("item.agents", equalTo(List.of(agent.id())))
                .extract()
                .<String>path("item.id");
        var told = agent.checkin().action();
        assertThat(told.get("id").asText()).isEqualTo(id);
        assertThat(told.get("data").get("log_level").asText()).isEqualTo("debug");

        var reset = JsonNodeFactory.instance.objectNode();
        reset.putObject("action").put("type", "SETTINGS").putObject("data").putNull("log_level");
        asSuperuser()
                .body(reset.toString())
                .post("/api/fleet/agents/{id}/actions", agent.id())
                .then()
                .statusCode(200);
        assertThat(agent.checkin().action().get("data").get("log_level").isNull())
                .isTrue();
    }

    @Test
    void anyDataGoesWithATypeThatHasNoneOfItsOwn() {
        var agent = fleet.healthyAgent();
        asSuperuser()
                .body(Map.of("action", Map.of("type", "UNENROLL", "data", Map.of("a", 1), "ack_data", "note")))
                .post("/api/fleet/agents/{id}/actions", agent.id())
                .then()
                .statusCode(200)
                .body("item.ack_data", equalTo("note"));
        assertThat(agent.checkin().action().get("data").get("a").asInt()).isEqualTo(1);
    }

    @Test
    void otherTypesAndUnknownAgentsAreRefused() {
        var agent = stored.agent(Policies.create());
        for (var action : List.of(
                Map.of("type", "INPUT_ACTION"),
                Map.of("type", "SETTINGS"),
                Map.of("type", "SETTINGS", "data", Map.of("log_level", "loud")),
                Map.of("type", "UNENROLL", "more", 1))) {
            asSuperuser()
                    .body(Map.of("action", action))
                    .post("/api/fleet/agents/{id}/actions", agent)
                    .then()
                    .statusCode(400);
        }
        asSuperuser()
                .body(Map.of("action", Map.of("type", "UNENROLL")))
                .post("/api/fleet/agents/nobody/actions")
                .then()
                .statusCode(404)
                .body("message", equalTo("Agent nobody not found"));
        with("fleet-agents-read")
                .body(Map.of("action", Map.of("type", "UNENROLL")))
                .post("/api/fleet/agents/{id}/actions", agent)
                .then()
                .statusCode(403);
        assertThat(stored.count("agent_action_target where agent_id = ?1", agent))
                .isZero();
    }

    @Test
    void actionsAreAskedWhomTheyAreFor() {
        var policy = Policies.create();
        var agent = stored.agent(policy);
        var other = stored.agent(Policies.create());
        var actionId = fleet.bulk("unenroll", Map.of("agents", List.of(other)));
        with("fleet-agents-read")
                .body(Map.of("actionIds", List.of(actionId, policy + ":1", "nothing", policy + ":99")))
                .post("/api/fleet/agents")
                .then()
                .statusCode(200)
                .body(
                        "items.sort()",
                        equalTo(List.of(agent, other).stream().sorted().toList()));
    }

    @Test
    void onlyUpgradesAreCancelled() {
        var agent = fleet.healthyAgent();
        var actionId = fleet.bulk("unenroll", Map.of("agents", List.of(agent.id())));
        long before = stored.count("agent_action");
        asSuperuser()
                .post("/api/fleet/agents/actions/{id}/cancel", actionId)
                .then()
                .statusCode(200)
                .body("item.type", equalTo("CANCEL"));
        assertThat(stored.count("agent_action")).isEqualTo(before);
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("IN_PROGRESS");
    }
}

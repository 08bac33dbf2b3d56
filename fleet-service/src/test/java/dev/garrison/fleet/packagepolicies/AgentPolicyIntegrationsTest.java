package dev.garrison.fleet.packagepolicies;

import static dev.garrison.fleet.packagepolicies.Integrations.body;
import static dev.garrison.fleet.packagepolicies.Integrations.create;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of integrations with their agent policies. */
@QuarkusTest
class AgentPolicyIntegrationsTest {
    @Inject
    Integrations integrations;

    @Inject
    Fleet fleet;

    private static JsonPath copy(String policy) {
        return asSuperuser()
                .body(Map.of("name", Policies.newName()))
                .post("/api/fleet/agent_policies/{id}/copy", policy)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    @Test
    void systemMonitoringAndFleetServerComeWithThePolicy() {
        var system = asSuperuser()
                .body(Policies.body(Map.of("namespace", "prod", "monitoring_enabled", List.of("logs"))))
                .post("/api/fleet/agent_policies?sys_monitoring=true")
                .then()
                .statusCode(200)
                .body("item.revision", is(1))
                .body("item.package_policies[0].name", startsWith("system-"))
                .body("item.package_policies[0].namespace", is("prod"))
                .extract()
                .<String>path("item.id");
        asSuperuser()
                .get("/api/fleet/agent_policies/{id}?format=simplified", system)
                .then()
                .body("item.package_policies[0].inputs", hasKey("system-system/metrics"));
        var inputs = asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", system)
                .then()
                .extract()
                .jsonPath();
        assertThat(inputs.getList("item.inputs.type")).contains("system/metrics", "logfile");
        assertThat(inputs.getString("item.inputs[0].streams[0].data_stream.type"))
                .isNotNull();

        asSuperuser()
                .body(Policies.body(Map.of("has_fleet_server", true)))
                .post("/api/fleet/agent_policies")
                .then()
                .statusCode(200)
                .body("item.package_policies[0].package.name", is("fleet_server"))
                .body("item.package_policies[0].inputs[0].compiled_input.server.port", is(8220));
    }

    @Test
    void aCopyHasItsOwnIntegrationsAndSharesTheSharedOnes() {
        var name = integrations.weather();
        var original = Policies.create();
        var own = create(body(
                name,
                original,
                Map.of(
                        "inputs",
                        Map.of(
                                "stations-httpjson",
                                Map.of("vars", Map.of("url", "http://weather", "token", "s3cret"))))));
        var shared = create(body(name, null, Map.of("policy_ids", List.of(Policies.create(), original))));

        var copied = copy(original);
        assertThat(copied.getInt("revision")).isEqualTo(1);
        assertThat(copied.getList("package_policies.name"))
                .containsExactlyInAnyOrder(own.getString("name") + " (copy)", shared.getString("name"));
        assertThat(Integrations.get(shared.getString("id")).getList("policy_ids"))
                .hasSize(3)
                .contains(copied.getString("id"));
        var agent = fleet.agentOn(copied.getString("id"));
        assertThat(agent.checkin().action().at("/data/policy/inputs").findValuesAsText("token"))
                .containsExactly("s3cret");

        assertThat(copy(copied.getString("id")).getList("package_policies.name"))
                .contains(own.getString("name") + " (copy 2)");
    }

    @Test
    void aDeletedPolicyTakesItsIntegrationsAlong() {
        var name = integrations.weather();
        var policy = Policies.create();
        var other = Policies.create();
        var own = create(body(name, policy, Map.of("is_managed", true))).getString("id");
        var shared = create(body(name, null, Map.of("policy_ids", List.of(policy, other))))
                .getString("id");
        var request = asSuperuser().body(Map.of("agentPolicyId", policy));
        request.post("/api/fleet/agent_policies/delete")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        startsWith("Cannot delete agent policy " + policy + " that contains managed package policies"));
        asSuperuser()
                .body(Map.of("agentPolicyId", policy, "force", true))
                .post("/api/fleet/agent_policies/delete")
                .then()
                .statusCode(200);
        asSuperuser().get(Integrations.PATH + "/" + own).then().statusCode(404);
        assertThat(Integrations.get(shared).getList("policy_ids")).containsExactly(other);
    }

    @Test
    void protectionNeedsElasticDefend() {
        var policy = Policies.create();
        var update = Policies.body(Map.of("is_protected", true));
        asSuperuser()
                .body(update)
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200)
                .body("item.is_protected", is(false));
        var defend = create(body(
                        "endpoint",
                        policy,
                        Map.of("package", Map.of("name", "endpoint", "version", "1.0.0"), "inputs", Map.of())))
                .getString("id");
        asSuperuser()
                .body(update)
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200)
                .body("item.is_protected", is(true));
        asSuperuser().delete(Integrations.PATH + "/" + defend).then().statusCode(200);
        assertThat(Policies.get(policy).getBoolean("is_protected")).isFalse();
    }
}

package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentPolicyCopyTest {
    @Inject
    Stored stored;

    private static ValidatableResponse copy(String id, Map<String, ?> body) {
        return asSuperuser()
                .body(body)
                .post("/api/fleet/agent_policies/{id}/copy", id)
                .then();
    }

    @Test
    void aCopyTakesOverHowAgentsBehaveAndNotWhatThePolicyIs() {
        var output = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("https://es:9200")));
        var copied = Map.ofEntries(
                Map.entry("namespace", "copied"),
                Map.entry("monitoring_enabled", List.of("logs")),
                Map.entry("monitoring_output_id", output),
                Map.entry("monitoring_pprof_enabled", true),
                Map.entry("monitoring_http", Map.of("enabled", true)),
                Map.entry("monitoring_diagnostics", Map.of("limit", Map.of("interval", "1m"))),
                Map.entry("inactivity_timeout", 100),
                Map.entry("unenroll_timeout", 200),
                Map.entry("agent_features", List.of(Map.of("name", "fqdn", "enabled", true))),
                Map.entry("overrides", Map.of("a", Map.of("b", 1))),
                Map.entry("data_output_id", output),
                Map.entry("download_source_id", stored.downloadSource("https://mirror.example/")),
                Map.entry("fleet_server_host_id", stored.fleetServerHost("https://fleet.example:8220")),
                Map.entry("global_data_tags", List.of(Map.of("name", "a", "value", 1))),
                Map.entry("agentless", Map.of("resources", Map.of())),
                Map.entry("supports_agentless", false));
        var original = Policies.create(merged(
                copied,
                Map.of(
                        "description", "original",
                        "is_managed", true,
                        "is_default", true,
                        "is_default_fleet_server", true,
                        "keep_monitoring_alive", true,
                        "advanced_settings", Map.of("agent_logging_level", "debug"),
                        "required_versions", List.of(Map.of("version", "8.18.0", "percentage", 1)))));
        var name = Policies.newName();

        var copy = copy(original.getString("id"), Map.of("name", name))
                .statusCode(200)
                .body("item.name", is(name))
                .body("item.revision", is(1))
                .body("item.is_managed", is(false))
                .extract()
                .<Map<String, Object>>path("item");

        assertThat(copy).containsAllEntriesOf(copied);
        assertThat(copy.get("id")).isNotEqualTo(original.getString("id"));
        assertThat(copy.keySet())
                .doesNotContainAnyElementsOf(Set.of(
                        "description",
                        "is_default",
                        "is_default_fleet_server",
                        "keep_monitoring_alive",
                        "advanced_settings",
                        "required_versions"));
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", copy.get("id")))
                .isEqualTo(1);
        assertThat(Policies.get(original.getString("id")).getInt("revision")).isEqualTo(1);
    }

    private static Map<String, Object> merged(Map<String, ?> a, Map<String, ?> b) {
        var all = new HashMap<String, Object>(a);
        all.putAll(b);
        return all;
    }

    @Test
    void aCopyMayHaveItsOwnDescription() {
        copy(
                        Policies.create(Map.of("description", "a")).getString("id"),
                        Map.of("name", Policies.newName(), "description", "b"))
                .statusCode(200)
                .body("item.description", is("b"));
    }

    @Test
    void aCopyNeedsAFreeNameAndAnOriginal() {
        var original = Policies.create(Map.of());
        var policies = stored.count("agent_policy");
        copy(original.getString("id"), Map.of("name", original.getString("name")))
                .statusCode(409)
                .body(
                        "message",
                        is("Agent Policy '%s' already exists with name '%s'"
                                .formatted(original.getString("id"), original.getString("name"))));
        copy(original.getString("id"), Map.of("name", ""))
                .statusCode(400)
                .body("message", startsWith("[request body.name]: value has length [0]"));
        copy(original.getString("id"), Map.of()).statusCode(400);
        copy("nowhere", Map.of("name", Policies.newName())).statusCode(404);
        with("fleet-agent-policies-read")
                .body(Map.of("name", Policies.newName()))
                .post("/api/fleet/agent_policies/{id}/copy", original.getString("id"))
                .then()
                .statusCode(403);
        assertThat(stored.count("agent_policy")).isEqualTo(policies);
    }
}

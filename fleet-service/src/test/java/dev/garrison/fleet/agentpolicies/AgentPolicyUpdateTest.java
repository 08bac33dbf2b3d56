package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentPolicyUpdateTest {
    private static final String PATH = "/api/fleet/agent_policies/{id}";
    private static final String HOSTED =
            " in Fleet because the agent policy is managed by an external orchestration solution, such as Elastic Cloud,"
                    + " Kubernetes, etc. Please make changes using your orchestration solution.";

    @Inject
    Stored stored;

    /** A PUT of name and namespace, with more. */
    private static ValidatableResponse put(JsonPath policy, Map<String, ?> more) {
        var body = new HashMap<String, Object>();
        body.put("name", policy.getString("name"));
        body.put("namespace", policy.getString("namespace"));
        body.putAll(more);
        return asSuperuser().body(body).put(PATH, policy.getString("id")).then();
    }

    private static Map<String, Object> nothing(String... names) {
        var nulls = new HashMap<String, Object>();
        List.of(names).forEach(name -> nulls.put(name, null));
        return nulls;
    }

    @Test
    void absentFieldsKeepTheirValueAndNullClears() {
        var output = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("https://es:9200")));
        var policy = Policies.create(Map.of(
                "description",
                "kept",
                "data_output_id",
                output,
                "monitoring_output_id",
                output,
                "unenroll_timeout",
                60,
                "global_data_tags",
                List.of(Map.of("name", "a", "value", 1)),
                "required_versions",
                List.of(Map.of("version", "8.18.0", "percentage", 50)),
                "overrides",
                Map.of("a", 1)));

        put(policy, nothing("data_output_id", "overrides"))
                .statusCode(200)
                .body("item.description", is("kept"))
                .body("item.monitoring_output_id", is(output))
                .body("item.unenroll_timeout", is(60))
                .body("item.global_data_tags.name", equalTo(List.of("a")))
                .body("item.required_versions.version", equalTo(List.of("8.18.0")))
                .body("item", hasEntry("data_output_id", null))
                .body("item", hasEntry("overrides", null))
                .body("item.package_policies", equalTo(List.of()));

        var read = Policies.get(policy.getString("id"));
        assertThat(read.getMap("")).containsEntry("data_output_id", null).containsEntry("overrides", null);
        assertThat(read.getString("description")).isEqualTo("kept");
    }

    @Test
    void listsAndObjectsAreReplacedNotMerged() {
        var policy = Policies.create(Map.of(
                "global_data_tags", List.of(Map.of("name", "a", "value", 1)),
                "overrides", Map.of("a", 1),
                "monitoring_http", Map.of("enabled", true, "port", 6791)));
        put(policy, Map.of("global_data_tags", List.of(), "overrides", Map.of("b", 2), "monitoring_http", Map.of()))
                .statusCode(200)
                .body("item.global_data_tags", equalTo(List.of()))
                .body("item.overrides", equalTo(Map.of("b", 2)))
                .body("item.monitoring_http", equalTo(Map.of()));
    }

    @Test
    void theInactivityTimeoutReturnsToItsDefaultWhereItIsNotSent() {
        var policy = Policies.create(Map.of("inactivity_timeout", 60));
        put(policy, Map.of()).statusCode(200).body("item.inactivity_timeout", is(1209600));
        put(policy, Map.of("inactivity_timeout", 0)).statusCode(200).body("item.inactivity_timeout", is(0));
    }

    @Test
    void everyUpdateIsANewRevisionOfWhichOthersHear() {
        var policy = Policies.create(Map.of());
        var id = policy.getString("id");
        put(policy, Map.of())
                .statusCode(200)
                .body("item.revision", is(2))
                .body("item.version", not(policy.getString("version")))
                .body("item.updated_by", is("elastic"));
        assertThat(stored.count("agent_policy_revision where policy_id = ?1 and revision = 2", id))
                .isEqualTo(1);
        await().untilAsserted(() -> assertThat(Events.of("fleet.policy.changed", id))
                .extracting(event -> event.data().get("change").textValue()
                        + event.data().get("revision").intValue())
                .containsExactly("created1", "updated2"));
    }

    @Test
    void anUpdateMayLeaveTheRevision() {
        var policy = Policies.create(Map.of());
        put(policy, Map.of("bumpRevision", false, "description", "quietly"))
                .statusCode(200)
                .body("item.revision", is(1))
                .body("item.description", is("quietly"))
                .body("item.version", not(policy.getString("version")))
                .body("item", not(hasKey("bumpRevision")));
        assertThat(stored.count("agent_policy_revision where policy_id = ?1", policy.getString("id")))
                .isEqualTo(1);
    }

    @Test
    void protectionNeedsElasticDefend() {
        var policy = Policies.create(Map.of());
        put(policy, Map.of("is_protected", true)).statusCode(200).body("item.is_protected", is(false));
    }

    @Test
    void aHostedPolicyChangesOnlyByForce() {
        var policy = Policies.create(Map.of("is_managed", true, "description", "hosted", "unenroll_timeout", 42.0));

        put(policy, Map.of("description", "changed"))
                .statusCode(400)
                .body("message", is("Cannot update description" + HOSTED));
        put(policy, Map.of("is_managed", false))
                .statusCode(400)
                .body("message", is("Cannot update is_managed" + HOSTED));
        put(policy, Map.of("inactivity_timeout", 1))
                .statusCode(400)
                .body("message", startsWith("Cannot update inactivity_timeout"));
        put(policy, Map.of("name", Policies.newName()))
                .statusCode(400)
                .body("message", startsWith("Cannot update name"));
        assertThat(Policies.get(policy.getString("id")).getInt("revision")).isEqualTo(1);

        put(policy, Map.of("description", "hosted", "unenroll_timeout", 42)).statusCode(200);
        put(policy, Map.of("description", "changed", "force", true))
                .statusCode(200)
                .body("item.description", is("changed"))
                .body("item", not(hasKey("force")));
        put(policy, Map.of("is_managed", false, "force", true)).statusCode(200).body("item.is_managed", is(false));
        put(policy, Map.of("description", "free")).statusCode(200);
    }

    @Test
    void aTakenNameIsRefusedAndTheOwnNameIsNot() {
        var taken = Policies.create(Map.of());
        var policy = Policies.create(Map.of());
        put(policy, Map.of("name", taken.getString("name")))
                .statusCode(409)
                .body(
                        "message",
                        is("Agent Policy '%s' already exists with name '%s'"
                                .formatted(taken.getString("id"), taken.getString("name"))));
        var read = Policies.get(policy.getString("id"));
        assertThat(read.getString("name")).isEqualTo(policy.getString("name"));
        assertThat(read.getInt("revision")).isEqualTo(1);
        put(policy, Map.of()).statusCode(200);
    }

    @Test
    void whatCreateRefusesUpdateRefuses() {
        var policy = Policies.create(Map.of());
        put(policy, Map.of("namespace", "A")).statusCode(400).body("message", containsString("must be lowercase"));
        put(policy, Map.of("data_output_id", "nowhere"))
                .statusCode(400)
                .body("message", is("Output nowhere not found"));
        put(policy, Map.of("required_versions", List.of(Map.of("version", "x", "percentage", 1))))
                .statusCode(400)
                .body("message", containsString("failed required_versions validation"));
        put(policy, Map.of("nonsense", 1))
                .statusCode(400)
                .body("message", is("[request body.nonsense]: definition for this key is missing"));
        asSuperuser()
                .body(Map.of("name", "n"))
                .put(PATH, policy.getString("id"))
                .then()
                .statusCode(400)
                .body("message", startsWith("[request body.namespace]"));
        assertThat(Policies.get(policy.getString("id")).getInt("revision")).isEqualTo(1);
    }

    @Test
    void theIdOfThePathCounts() {
        var policy = Policies.create(Map.of());
        put(policy, Map.of("id", "another"))
                .statusCode(200)
                .body("item.id", is(policy.getString("id")))
                .body("error", nullValue());
    }

    @Test
    void anUnknownPolicyIsNotFound() {
        asSuperuser()
                .body(Policies.body(Map.of()))
                .put(PATH, "nowhere")
                .then()
                .statusCode(404)
                .body("message", is("Saved object [ingest-agent-policies/nowhere] not found"));
        asSuperuser()
                .get(PATH, "nowhere")
                .then()
                .statusCode(404)
                .body("message", is("Saved object [ingest-agent-policies/nowhere] not found"));
    }

    @Test
    void onlyThosePrivilegedMayUpdate() {
        var policy = Policies.create(Map.of());
        with("fleet-agent-policies-read")
                .body(Policies.body(Map.of()))
                .put(PATH, policy.getString("id"))
                .then()
                .statusCode(403);
        with("fleet-agent-policies-all")
                .body(Policies.body(Map.of("description", "mine")))
                .put(PATH, policy.getString("id"))
                .then()
                .statusCode(200)
                .body("item.description", is("mine"))
                .body("item.inactivity_timeout", is(1209600))
                .body("item.updated_by", is("somebody"));
    }
}

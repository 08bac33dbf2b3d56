package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AgentPolicyDeleteTest {
    @Inject
    Stored stored;

    private static ValidatableResponse delete(Map<String, ?> body) {
        return asSuperuser().body(body).post("/api/fleet/agent_policies/delete").then();
    }

    @Test
    void aPolicyGoesWithItsKeysTokensAndRevisions() {
        var policy = Policies.create(Map.of());
        var id = policy.getString("id");
        delete(Map.of("agentPolicyId", id))
                .statusCode(200)
                .body("$", equalTo(Map.of("id", id, "name", policy.getString("name"))));

        asSuperuser().get("/api/fleet/agent_policies/{id}", id).then().statusCode(404);
        for (var table : List.of("enrollment_api_key", "uninstall_token", "agent_policy_revision")) {
            assertThat(stored.count(table + " where policy_id = ?1", id))
                    .as(table)
                    .isZero();
        }
        await().untilAsserted(() -> assertThat(Events.of("fleet.policy.changed", id))
                .extracting(event -> event.data().get("change").textValue())
                .containsExactly("created", "deleted"));
        asSuperuser()
                .body(Map.of("name", policy.getString("name"), "namespace", "default"))
                .post("/api/fleet/agent_policies")
                .then()
                .statusCode(200);
    }

    @Test
    void aPolicyWithAgentsStaysEvenByForce() {
        var id = Policies.create();
        var agent = stored.agent(id);
        for (var force : List.of(true, false)) {
            delete(Map.of("agentPolicyId", id, "force", force))
                    .statusCode(400)
                    .body(
                            "message",
                            is("Cannot delete an agent policy that is assigned to any active or inactive agents"));
        }
        assertThat(stored.count("agent_policy where id = ?1", id)).isEqualTo(1);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", id)).isEqualTo(1);

        stored.execute("update agent set active = false where id = ?1", agent);
        delete(Map.of("agentPolicyId", id)).statusCode(200);
    }

    @Test
    void aHostedPolicyGoesOnlyByForce() {
        var id = Policies.create(Map.of("is_managed", true)).getString("id");
        delete(Map.of("agentPolicyId", id))
                .statusCode(400)
                .body("message", startsWith("Cannot delete hosted agent policy " + id + " in Fleet because"));
        assertThat(stored.count("agent_policy where id = ?1", id)).isEqualTo(1);
        delete(Map.of("agentPolicyId", id, "force", true)).statusCode(200);
    }

    @Test
    void refusesWhatIsUnknownMalformedOrNotAllowed() {
        delete(Map.of("agentPolicyId", "nowhere"))
                .statusCode(404)
                .body("message", is("Saved object [ingest-agent-policies/nowhere] not found"));
        delete(Map.of()).statusCode(400).body("message", startsWith("[request body.agentPolicyId]"));
        with("fleet-agent-policies-read")
                .body(Map.of("agentPolicyId", "x"))
                .post("/api/fleet/agent_policies/delete")
                .then()
                .statusCode(403);
    }
}

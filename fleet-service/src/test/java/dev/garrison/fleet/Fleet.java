package dev.garrison.fleet;

import static dev.garrison.platform.testing.Api.asSuperuser;

import dev.garrison.fleet.fleetserver.FleetServer;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;

/** Agents for tests, on policies of their own. */
@ApplicationScoped
public class Fleet {
    private final FleetServer server;

    Fleet(FleetServer server) {
        this.server = server;
    }

    public int port() {
        return server.port();
    }

    /** What agents enroll with into this policy. */
    public String enrollmentKey(String policyId) {
        return asSuperuser()
                .queryParam("kuery", "policy_id:" + policyId)
                .get("/api/fleet/enrollment_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .path("items[0].api_key");
    }

    /** Enrolled, and nothing more. */
    public TestAgent agentOn(String policyId) {
        return TestAgent.enroll(port(), enrollmentKey(policyId), "host-" + UUID.randomUUID());
    }

    public TestAgent agent() {
        return agentOn(Policies.create());
    }

    /** Enrolled, and its policy acknowledged. */
    public TestAgent healthyAgentOn(String policyId) {
        return agentOn(policyId).takePolicy();
    }

    public TestAgent healthyAgent() {
        return healthyAgentOn(Policies.create());
    }

    public JsonPath show(TestAgent agent) {
        return asSuperuser()
                .get("/api/fleet/agents/{id}", agent.id())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    public ValidatableResponse unenroll(TestAgent agent, Map<String, ?> body) {
        return asSuperuser()
                .body(body)
                .post("/api/fleet/agents/{id}/unenroll", agent.id())
                .then();
    }

    /** Makes the agents' policy one that another system manages. */
    public void host(String policyId) {
        asSuperuser()
                .body(Map.of("name", Policies.newName(), "namespace", "default", "is_managed", true))
                .put("/api/fleet/agent_policies/{id}", policyId)
                .then()
                .statusCode(200);
    }

    /** @param operation such as {@code reassign} @return the id of its action */
    public String bulk(String operation, Map<String, ?> body) {
        return asSuperuser()
                .body(body)
                .post("/api/fleet/agents/bulk_" + operation)
                .then()
                .statusCode(200)
                .extract()
                .path("actionId");
    }

    /** What the activity list says of an action. */
    public JsonPath activity(String actionId) {
        return asSuperuser()
                .queryParam("perPage", 1000)
                .get("/api/fleet/agents/action_status")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("items.find { it.actionId == '" + actionId + "' }");
    }
}

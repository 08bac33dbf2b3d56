package dev.garrison.e2e;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The gateway as a client sees it. */
final class Kibana {
    private final String address;
    private final String authorization;

    Kibana(String address, String user, String password) {
        this(address, basic(user, password));
    }

    private Kibana(String address, String authorization) {
        this.address = address;
        this.authorization = authorization;
    }

    Kibana as(String user, String password) {
        return new Kibana(address, basic(user, password));
    }

    Kibana withApiKey(String encoded) {
        return new Kibana(address, "ApiKey " + encoded);
    }

    /** A request with credentials and a CSRF header. */
    RequestSpecification request() {
        return anonymous()
                .header("Authorization", authorization)
                .header("kbn-xsrf", "true")
                .contentType("application/json");
    }

    RequestSpecification anonymous() {
        return given().baseUri(address);
    }

    /** @return id of a new agent policy */
    String agentPolicy() {
        return request()
                .body(Map.of("name", "Policy " + UUID.randomUUID(), "namespace", "default"))
                .post("/api/fleet/agent_policies")
                .then()
                .statusCode(200)
                .extract()
                .path("item.id");
    }

    /** The token that came with the policy: it must be there at once. */
    String enrollmentToken(String policyId) {
        return request()
                .queryParam("kuery", "policy_id:" + policyId)
                .get("/api/fleet/enrollment_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .path("items[0].api_key");
    }

    String agentStatus(String agentId) {
        return request()
                .get("/api/fleet/agents/{id}", agentId)
                .then()
                .statusCode(200)
                .extract()
                .path("item.status");
    }

    int policyRevision(String policyId) {
        return request()
                .get("/api/fleet/agent_policies/{id}", policyId)
                .then()
                .statusCode(200)
                .extract()
                .path("item.revision");
    }

    /** What the activity list says of an action; empty when it is not among the latest. */
    Optional<Map<String, Object>> action(String actionId) {
        List<Map<String, Object>> actions = request()
                .queryParam("perPage", 100)
                .get("/api/fleet/agents/action_status")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
        return actions.stream()
                .filter(action -> action.get("actionId").equals(actionId))
                .findFirst();
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}

package dev.garrison.e2e;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/** One Elastic Agent as bare calls of the protocol, so that a test says what goes over the wire. */
final class ProtocolAgent {
    static final String VERSION = "8.18.0";

    final String id;
    private final String address;
    private final String accessKey;
    private String ackToken = "";

    private ProtocolAgent(String address, String id, String accessKey) {
        this.address = address;
        this.id = id;
        this.accessKey = accessKey;
    }

    /** @param address of a :8220 listener */
    static ProtocolAgent enroll(String address, String enrollmentToken) {
        var answer = call(address, enrollmentToken)
                .body(Map.of(
                        "type",
                        "PERMANENT",
                        "metadata",
                        Map.of(
                                "local",
                                Map.of(
                                        "elastic", Map.of("agent", Map.of("id", "x", "version", VERSION)),
                                        "host", Map.of("hostname", "web-1", "name", "web-1"),
                                        "os", Map.of("platform", "linux", "name", "Debian")),
                                "user_provided",
                                Map.of(),
                                "tags",
                                List.of("e2e"))))
                .post("/api/fleet/agents/enroll")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return new ProtocolAgent(address, answer.getString("item.id"), answer.getString("item.access_api_key"));
    }

    /** The same agent, from now on at another replica's listener. */
    ProtocolAgent at(String otherAddress) {
        var moved = new ProtocolAgent(otherAddress, id, accessKey);
        moved.ackToken = ackToken;
        return moved;
    }

    /** Waits as long as the server lets it. */
    JsonPath checkIn() {
        var answer = tryCheckIn().then().statusCode(200).extract().jsonPath();
        var token = answer.getString("ack_token");
        if (token != null && !token.isEmpty()) {
            ackToken = token;
        }
        return answer;
    }

    CompletableFuture<JsonPath> checkInLater() {
        var executor = Executors.newSingleThreadExecutor();
        return CompletableFuture.supplyAsync(this::checkIn, executor).whenComplete((answer, e) -> executor.shutdown());
    }

    Response tryCheckIn() {
        return call(address, accessKey)
                .body(Map.of("status", "online", "message", "", "ack_token", ackToken))
                .post("/api/fleet/agents/{id}/checkin", id);
    }

    void ack(String actionId) {
        call(address, accessKey)
                .body(Map.of(
                        "events",
                        List.of(Map.of(
                                "type",
                                "ACTION_RESULT",
                                "subtype",
                                "ACKNOWLEDGED",
                                "agent_id",
                                id,
                                "action_id",
                                actionId,
                                "message",
                                "Action acknowledged",
                                "timestamp",
                                Instant.now().toString()))))
                .post("/api/fleet/agents/{id}/acks", id)
                .then()
                .statusCode(200);
    }

    private static RequestSpecification call(String address, String key) {
        return given().baseUri(address)
                .header("Authorization", "ApiKey " + key)
                .header("User-Agent", "Elastic Agent v" + VERSION)
                .contentType("application/json");
    }
}

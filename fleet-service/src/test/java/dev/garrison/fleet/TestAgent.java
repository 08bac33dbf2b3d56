package dev.garrison.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An Elastic Agent as it is on the wire. */
public final class TestAgent {
    public static final String USER_AGENT = "Elastic Agent v8.18.0";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port;
    private final String id;
    private final String apiKey;
    private String ackToken = "";

    private TestAgent(int port, String id, String apiKey) {
        this.port = port;
        this.id = id;
        this.apiKey = apiKey;
    }

    /** What the server says, with its body as JSON. */
    public record Reply(int status, JsonNode body, HttpResponse<String> http) {
        public String error() {
            return body.path("error").asText();
        }

        public JsonNode actions() {
            return body.path("actions");
        }

        /** The only action that was sent. */
        public JsonNode action() {
            if (actions().size() != 1) {
                throw new AssertionError("Not one action, but " + body);
            }
            return actions().get(0);
        }
    }

    public static TestAgent enroll(int port, String enrollmentKey, String hostname) {
        var reply = send(request(port, "/api/fleet/agents/enroll", enrollmentKey, enrolment(hostname, null)));
        if (reply.status() != 200) {
            throw new AssertionError("Enrolment refused: " + reply.body());
        }
        var item = reply.body().get("item");
        return new TestAgent(
                port, item.get("id").asText(), item.get("access_api_key").asText());
    }

    /** @param enrollmentId may be null */
    public static ObjectNode enrolment(String hostname, String enrollmentId) {
        var body = JSON.createObjectNode().put("type", "PERMANENT");
        if (enrollmentId != null) {
            body.put("enrollment_id", enrollmentId);
        }
        var metadata = body.putObject("metadata");
        metadata.putObject("user_provided");
        metadata.set("local", localMetadata(hostname));
        return body;
    }

    public static ObjectNode localMetadata(String hostname) {
        var local = JSON.createObjectNode();
        local.putObject("elastic")
                .putObject("agent")
                .put("id", "its own idea")
                .put("version", "8.18.0")
                .put("upgradeable", true)
                .put("log_level", "info");
        local.putObject("host").put("hostname", hostname).put("name", hostname).put("architecture", "x86_64");
        local.putObject("os").put("name", "Ubuntu").put("platform", "ubuntu").put("family", "debian");
        return local;
    }

    public static HttpRequest request(int port, String path, String apiKey, JsonNode body) {
        return builder(port, path)
                .header("Authorization", "ApiKey " + apiKey)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
    }

    public static HttpRequest.Builder builder(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(PATIENCE)
                .header("User-Agent", USER_AGENT)
                .header("Content-Type", "application/json");
    }

    public static Reply send(HttpRequest request) {
        return await(sendLater(request));
    }

    public static CompletableFuture<Reply> sendLater(HttpRequest request) {
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(TestAgent::reply);
    }

    public static Reply await(CompletableFuture<Reply> reply) {
        try {
            return reply.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("No answer", e);
        }
    }

    private static Reply reply(HttpResponse<String> response) {
        try {
            return new Reply(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    public String id() {
        return id;
    }

    public String apiKey() {
        return apiKey;
    }

    public String path(String operation) {
        return "/api/fleet/agents/" + id + "/" + operation;
    }

    public static ObjectNode online() {
        return JSON.createObjectNode().put("status", "online").put("message", "Running");
    }

    /** Parks, or is answered. */
    public CompletableFuture<Reply> checkinLater() {
        return checkinLater(online());
    }

    public CompletableFuture<Reply> checkinLater(ObjectNode body) {
        if (!body.has("ack_token") && !ackToken.isEmpty()) {
            body.put("ack_token", ackToken);
        }
        return sendLater(request(port, path("checkin"), apiKey, body)).thenApply(reply -> {
            var token = reply.body().path("ack_token").asText();
            ackToken = token.isEmpty() ? ackToken : token;
            return reply;
        });
    }

    /** A check-in that is answered soon. */
    public Reply checkin() {
        return await(checkinLater());
    }

    public Reply checkin(ObjectNode body) {
        return await(checkinLater(body));
    }

    /** As an agent that has lost the answer. */
    public void forgetAckToken() {
        ackToken = "";
    }

    public Reply ack(String actionId) {
        return ack(actionId, Map.of());
    }

    public Reply ack(String actionId, Map<String, ?> more) {
        var event = JSON.createObjectNode()
                .put("type", "ACTION_RESULT")
                .put("subtype", "ACKNOWLEDGED")
                .put("agent_id", id)
                .put("action_id", actionId)
                .put("message", "done")
                .put("timestamp", "2025-01-31T12:00:00Z");
        event.setAll((ObjectNode) JSON.valueToTree(more));
        var body = JSON.createObjectNode();
        body.putArray("events").add(event);
        return acks(body);
    }

    public Reply acks(JsonNode body) {
        return send(request(port, path("acks"), apiKey, body));
    }

    /** Takes its policy, as every agent does first. */
    public TestAgent takePolicy() {
        var change = checkin().action();
        if (!change.get("type").asText().equals("POLICY_CHANGE")) {
            throw new AssertionError("No policy, but " + change);
        }
        ack(change.get("id").asText());
        return this;
    }
}

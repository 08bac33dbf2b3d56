package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A small Fleet Server: keeps what agents say, parks their check-ins, delivers actions again until the {@code ack_token} passes them, and
 * refuses what a real one refuses. One lock guards it all.
 */
final class FakeFleetServer implements AutoCloseable {
    static final String TOKEN = Base64.getEncoder().encodeToString("enrollment:key".getBytes(StandardCharsets.UTF_8));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final Map<String, Known> agents = new HashMap<>();
    private final Map<String, Upload> uploads = new HashMap<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private final List<Integer> refused = new ArrayList<>();
    private JsonNode policy;

    /** An agent as this server knows it. */
    static final class Known {
        final String id = UUID.randomUUID().toString();
        final String apiKey =
                Base64.getEncoder().encodeToString(("key-" + id + ":secret").getBytes(StandardCharsets.UTF_8));
        final List<JsonNode> enrollments = new ArrayList<>();
        final List<JsonNode> checkins = new ArrayList<>();
        final List<String> userAgents = new ArrayList<>();
        final List<JsonNode> acks = new ArrayList<>();
        final List<ObjectNode> actions = new ArrayList<>();
        int position;
        long acknowledgedRevision;
        HttpServerRequest parked;
        String auditReason;
    }

    private static final class Upload {
        JsonNode begin;
        final Map<Integer, byte[]> chunks = new TreeMap<>();
        boolean complete;
    }

    FakeFleetServer() {
        port = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> handle(request, body)))
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    synchronized Known agent(String id) {
        return agents.get(id);
    }

    synchronized List<JsonNode> checkins(String agentId) {
        return List.copyOf(agents.get(agentId).checkins);
    }

    synchronized List<JsonNode> acks(String agentId) {
        return List.copyOf(agents.get(agentId).acks);
    }

    synchronized List<String> userAgents(String agentId) {
        return List.copyOf(agents.get(agentId).userAgents);
    }

    synchronized boolean parks(String agentId) {
        return agents.get(agentId).parked != null;
    }

    synchronized long parked() {
        return agents.values().stream().filter(agent -> agent.parked != null).count();
    }

    /** The next requests are answered with these statuses, whatever they ask; 0 breaks the connection off. */
    synchronized void refuseNext(Integer... statuses) {
        refusals.addAll(List.of(statuses));
    }

    synchronized int refused() {
        return refused.size();
    }

    /** The content of the file that came with an upload; null: it is not complete. */
    synchronized byte[] uploaded(String uploadId) {
        var upload = uploads.get(uploadId);
        if (upload == null || !upload.complete) {
            return null;
        }
        var content = Buffer.buffer();
        upload.chunks.values().forEach(content::appendBytes);
        return content.getBytes();
    }

    synchronized int chunks(String uploadId) {
        return uploads.get(uploadId).chunks.size();
    }

    /** From now on every agent shall run this policy. */
    synchronized void setPolicy(JsonNode policy) {
        this.policy = policy;
        agents.values().forEach(this::answerIfDue);
    }

    synchronized String tell(String agentId, String type, JsonNode data) {
        return tell(agentId, JSON.createObjectNode().put("type", type).<ObjectNode>set("data", data));
    }

    /** @param action all but its id @return its id */
    synchronized String tell(String agentId, ObjectNode action) {
        var id = UUID.randomUUID().toString();
        action.put("id", id)
                .put("agent_id", agentId)
                .put("created_at", Instant.now().toString());
        agents.get(agentId).actions.add(action);
        answerIfDue(agents.get(agentId));
        return id;
    }

    /** Forgets how far the agent is, so that all its actions are delivered again. */
    synchronized void rewind(String agentId) {
        agents.get(agentId).position = 0;
        answerIfDue(agents.get(agentId));
    }

    private synchronized void handle(HttpServerRequest request, Buffer body) {
        if (!refusals.isEmpty()) {
            int status = refusals.poll();
            refused.add(status);
            if (status == 0) {
                request.connection().close();
            } else {
                error(request, status, "Refused", "as the test wants");
            }
            return;
        }
        var path = request.path().split("/");
        if (request.path().equals("/api/status")) {
            answer(
                    request,
                    200,
                    JSON.createObjectNode().put("name", "fleet-server").put("status", "HEALTHY"));
        } else if (request.path().equals("/api/fleet/agents/enroll")) {
            enroll(request, json(body));
        } else if (path[3].equals("uploads")) {
            upload(request, path, body);
        } else {
            var agent = agents.get(path[4]);
            if (agent == null || !("ApiKey " + agent.apiKey).equals(request.getHeader("Authorization"))) {
                error(request, 401, "ErrUnauthorized", "wrong key");
            } else if (path[5].equals("checkin")) {
                checkin(agent, request, json(body));
            } else if (path[5].equals("acks")) {
                acknowledge(agent, request, json(body));
            } else {
                agent.auditReason = json(body).path("reason").asText();
                request.response().end();
            }
        }
    }

    private void enroll(HttpServerRequest request, JsonNode body) {
        if (!("ApiKey " + TOKEN).equals(request.getHeader("Authorization"))) {
            error(request, 401, "ErrUnauthorized", "unknown enrollment key");
            return;
        }
        var agent = new Known();
        agents.put(agent.id, agent);
        agent.enrollments.add(body);
        agent.userAgents.add(request.getHeader("User-Agent"));
        var answer = JSON.createObjectNode().put("action", "created");
        answer.putObject("item")
                .put("id", agent.id)
                .put("active", true)
                .put("policy_id", "web")
                .put("type", "PERMANENT")
                .put("enrolled_at", Instant.now().toString())
                .put("access_api_key_id", "key-" + agent.id)
                .put("access_api_key", agent.apiKey)
                .put("status", "online");
        answer(request, 200, answer);
    }

    private void checkin(Known agent, HttpServerRequest request, JsonNode body) {
        if (!body.hasNonNull("status")) {
            error(request, 400, "BadRequest", "Bad request: checkin status missing");
            return;
        }
        agent.checkins.add(body);
        agent.userAgents.add(request.getHeader("User-Agent"));
        if (body.has("ack_token")) {
            agent.position = Integer.parseInt(body.path("ack_token").asText());
        }
        agent.parked = request;
        request.connection().closeHandler(closed -> {
            synchronized (this) {
                if (agent.parked == request) {
                    agent.parked = null;
                }
            }
        });
        answerIfDue(agent);
    }

    private void answerIfDue(Known agent) {
        if (agent.parked == null) {
            return;
        }
        var pending = agent.actions.subList(agent.position, agent.actions.size());
        var answer = JSON.createObjectNode().put("action", "checkin").put("ack_token", "");
        if (!pending.isEmpty()) {
            answer.put("ack_token", String.valueOf(agent.actions.size()));
            answer.putArray("actions").addAll(pending);
        } else if (policy != null && policy.path("revision").asLong() > agent.acknowledgedRevision) {
            var action = answer.putArray("actions")
                    .addObject()
                    .put(
                            "id",
                            "policy:%s:%s"
                                    .formatted(
                                            policy.path("id").asText(),
                                            policy.path("revision").asText()))
                    .put("type", "POLICY_CHANGE")
                    .put("agent_id", agent.id);
            action.putObject("data").set("policy", policy);
        } else {
            return;
        }
        var parked = agent.parked;
        agent.parked = null;
        answer(parked, 200, answer);
    }

    private void acknowledge(Known agent, HttpServerRequest request, JsonNode body) {
        var answer = JSON.createObjectNode().put("action", "acks");
        ArrayNode items = answer.putArray("items");
        int worst = 200;
        for (var event : body.path("events")) {
            var action = event.path("action_id").asText();
            boolean isPolicy = action.startsWith("policy:");
            boolean known = isPolicy
                    || agent.actions.stream()
                            .anyMatch(one -> one.path("id").asText().equals(action));
            agent.acks.add(event);
            if (isPolicy && !event.has("error")) {
                agent.acknowledgedRevision = Long.parseLong(action.split(":")[2]);
            }
            items.addObject().put("status", known ? 200 : 404).put("message", known ? "OK" : "Not Found");
            worst = known ? worst : 404;
        }
        answer(request, worst, answer);
    }

    private void upload(HttpServerRequest request, String[] path, Buffer body) {
        if (path.length == 4) {
            var upload = new Upload();
            upload.begin = json(body);
            var id = UUID.randomUUID().toString();
            uploads.put(id, upload);
            answer(request, 200, JSON.createObjectNode().put("upload_id", id).put("chunk_size", CHUNK));
            return;
        }
        var upload = uploads.get(path[4]);
        if (path.length == 6) {
            if (!hex(sha256().digest(body.getBytes())).equals(request.getHeader("X-Chunk-SHA2"))) {
                error(request, 400, "ErrHashMismatch", "");
                return;
            }
            upload.chunks.put(Integer.parseInt(path[5]), body.getBytes());
            request.response().end();
            return;
        }
        var transit = sha256();
        upload.chunks.values().forEach(chunk -> transit.update(sha256().digest(chunk)));
        int size =
                upload.chunks.values().stream().mapToInt(chunk -> chunk.length).sum();
        if (!hex(transit.digest())
                        .equals(json(body).path("transithash").path("sha256").asText())
                || size != upload.begin.path("file").path("size").asInt()) {
            error(request, 400, "ErrFailValidation", "");
            return;
        }
        upload.complete = true;
        answer(request, 200, JSON.createObjectNode().put("status", "ok"));
    }

    private static void error(HttpServerRequest request, int status, String error, String message) {
        answer(
                request,
                status,
                JSON.createObjectNode()
                        .put("statusCode", status)
                        .put("error", error)
                        .put("message", message));
    }

    private static void answer(HttpServerRequest request, int status, JsonNode body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toString());
    }

    private static JsonNode json(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException(body.toString(), e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}

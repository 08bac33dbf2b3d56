package dev.garrison.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** security-service as the gateway sees it: knows credentials, and counts how often it is asked. */
public class FakeSecurity extends FakeService {
    private final Map<String, Credential> known = new ConcurrentHashMap<>();
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();

    /** Answers wait for it, if it is there. */
    volatile CompletableFuture<Void> held;

    volatile int failWith;
    volatile String retryAfter;

    private record Credential(String username, String apiKeyId, List<String> roles, long expiresIn) {}

    FakeSecurity(Vertx vertx) {
        super(vertx, "security-service");
    }

    static String basic(String username, String password) {
        return "Basic " + encoded(username + ":" + password);
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @return the Authorization header of a user whom nobody else uses */
    String user(String username) {
        var header = basic(username, "secret-of-" + username);
        known.put(header, new Credential(username, null, List.of(), 300));
        return header;
    }

    /** @param roles null: the answer does not tell */
    String userWithRoles(String username, List<String> roles) {
        var header = basic(username, "secret-of-" + username);
        known.put(header, new Credential(username, null, roles, 300));
        return header;
    }

    String userWithTokenFor(String username, long seconds) {
        var header = basic(username, "secret-of-" + username);
        known.put(header, new Credential(username, null, List.of(), seconds));
        return header;
    }

    String apiKey(String id, String owner) {
        var header = "ApiKey " + encoded(id + ":secret-of-" + id);
        known.put(header, new Credential(owner, id, List.of(), 300));
        return header;
    }

    String bearer(String token) {
        known.put("Bearer " + token, new Credential("elastic/fleet-server", null, List.of(), 300));
        return "Bearer " + token;
    }

    void forget(String authorization) {
        known.remove(authorization);
    }

    List<JsonObject> asked(String authorization) {
        return asked.stream()
                .filter(question -> authorization.equals(question.getString("authorization")))
                .toList();
    }

    @Override
    void serve(HttpServerRequest request) {
        if (request.path().equals("/internal/authenticate")) {
            request.body().onSuccess(body -> authenticate(request, body.toJsonObject()));
        } else {
            super.serve(request);
        }
    }

    private void authenticate(HttpServerRequest request, JsonObject question) {
        asked.add(question);
        var answer = answer(question); // as things are when it is asked
        var wait = held;
        if (wait == null) {
            send(request, answer);
        } else {
            var context = vertx.getOrCreateContext();
            wait.thenRun(() -> context.runOnContext(now -> send(request, answer)));
        }
    }

    private void send(HttpServerRequest request, JsonObject answer) {
        int status = answer.getInteger("statusCode", 200);
        if (retryAfter != null) {
            request.response().putHeader("retry-after", retryAfter);
        }
        request.response().setStatusCode(status).end(answer.toBuffer());
    }

    private JsonObject answer(JsonObject question) {
        if (failWith != 0) {
            return error(failWith, "Too many attempts");
        }
        var credential = known.get(question.getString("authorization"));
        if (credential == null) {
            return error(401, "unable to authenticate user for REST request [/_security/_authenticate]");
        }
        var answer = new JsonObject()
                .put(
                        "token",
                        "jwt." + credential.username() + "." + question.getString("space") + "."
                                + tokens.incrementAndGet())
                .put("expires_in", credential.expiresIn())
                .put("username", credential.username())
                .put("realm", "native")
                .put("authentication_type", credential.apiKeyId() == null ? "realm" : "api_key")
                .put("api_key_id", credential.apiKeyId());
        return credential.roles() == null ? answer : answer.put("roles", credential.roles());
    }

    private static JsonObject error(int status, String message) {
        return new JsonObject()
                .put("statusCode", status)
                .put("error", status == 401 ? "Unauthorized" : "Error")
                .put("message", message);
    }
}

package dev.garrison.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.local.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The stack as its superuser calls it. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final String basic;

    Gateway(Stack stack) {
        this.stack = stack;
        basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("elastic:" + stack.elasticPassword()).getBytes(StandardCharsets.UTF_8));
    }

    Map<String, String> credentials() {
        return Map.of("Authorization", basic);
    }

    /** @return id of a new agent policy */
    String policy(String name) {
        return post("/api/fleet/agent_policies", Map.of("name", name, "namespace", "default"))
                .at("/item/id")
                .asText();
    }

    /** What agents of the policy enroll with. */
    String token(String policyId) {
        return get("/api/fleet/enrollment_api_keys?kuery=policy_id:" + policyId)
                .at("/items/0/api_key")
                .asText();
    }

    /** For calls of a service without the gateway; good for minutes. */
    String internalToken() {
        return send(
                        "POST",
                        stack.service("security-service").url() + "/internal/authenticate",
                        Map.of("authorization", basic, "space", "default", "address", "127.0.0.1"))
                .path("token")
                .asText();
    }

    JsonNode get(String path) {
        return send("GET", stack.url() + path, null);
    }

    JsonNode post(String path, Object body) {
        return send("POST", stack.url() + path, body);
    }

    JsonNode put(String path, Object body) {
        return send("PUT", stack.url() + path, body);
    }

    private JsonNode send(String method, String url, Object body) {
        try {
            var text = body == null ? "" : JSON.writeValueAsString(body);
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Authorization", basic)
                            .header("kbn-xsrf", "bench")
                            .header("content-type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(text))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(method + " " + url + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

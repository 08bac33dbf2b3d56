package dev.garrison.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** The few requests that the launcher itself makes, as user {@code elastic}. */
final class KibanaApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI url;
    private final String authorization;

    KibanaApi(URI url, String password) {
        this.url = url;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(("elastic:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private record Answer(int status, JsonNode body) {}

    /** Whether the password is right. */
    boolean accepted() {
        return send("GET", "/_security/_authenticate", null).status != 401;
    }

    /**
     * An enrollment token of the agent policy, which is created when there is none of that id.
     *
     * @throws IllegalStateException when the API refuses, with what it says
     */
    String enrollmentToken(String policyId) {
        var id = URLEncoder.encode(policyId, StandardCharsets.UTF_8).replace("+", "%20");
        var found = send("GET", "/api/fleet/agent_policies/" + id, null);
        if (found.status == 404) {
            var policy = Map.of("id", policyId, "name", policyId, "namespace", "default");
            require(send("POST", "/api/fleet/agent_policies", policy), "create agent policy " + policyId);
        } else {
            require(found, "read agent policy " + policyId);
        }
        var kuery = URLEncoder.encode("policy_id:\"" + policyId + "\"", StandardCharsets.UTF_8);
        var keys = require(
                send("GET", "/api/fleet/enrollment_api_keys?kuery=" + kuery, null),
                "read the enrollment tokens of " + policyId);
        for (var key : keys.path("items")) {
            if (key.path("active").asBoolean()) {
                return key.path("api_key").asText();
            }
        }
        var created = send("POST", "/api/fleet/enrollment_api_keys", Map.of("policy_id", policyId));
        return require(created, "create an enrollment token")
                .path("item")
                .path("api_key")
                .asText();
    }

    private static JsonNode require(Answer answer, String purpose) {
        if (answer.status != 200) {
            throw new IllegalStateException("Could not %s: %d %s"
                    .formatted(
                            purpose, answer.status, answer.body.path("message").asText(answer.body.toString())));
        }
        return answer.body;
    }

    private Answer send(String method, String path, Object body) {
        try {
            var content = body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
            var request = HttpRequest.newBuilder(url.resolve(path))
                    .method(method, content)
                    .timeout(Duration.ofSeconds(30))
                    .header("authorization", authorization)
                    .header("content-type", "application/json")
                    .header("kbn-xsrf", "true")
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            var json = answer.body().startsWith("{") ? JSON.readTree(answer.body()) : JSON.createObjectNode();
            return new Answer(answer.statusCode(), json);
        } catch (IOException e) {
            throw new UncheckedIOException("Nobody answers at " + url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

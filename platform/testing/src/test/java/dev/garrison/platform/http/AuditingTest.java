package dev.garrison.platform.http;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.security.Principal;
import dev.garrison.platform.testing.AuditTrail;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AuditingTest {
    @TestHTTPResource
    URL url;

    private final String requestId = UUID.randomUUID().toString();
    private AuditTrail trail;

    @BeforeEach
    void listen() {
        trail = new AuditTrail();
    }

    @AfterEach
    void stopListening() {
        trail.close();
    }

    private RequestSpecification traced(RequestSpecification request) {
        return request.header("x-request-id", requestId);
    }

    private JsonNode onlyRecord() {
        assertThat(trail.of(requestId)).hasSize(1);
        return trail.of(requestId).get(0);
    }

    @Test
    void aWriteLeavesOneRecordThatSaysWhoDidWhat() {
        var key = new Principal(
                "jane", "native", "u_jane", "api_key", "key-1", "marketing", Set.of("probe-edit"), Set.of());
        var before = Instant.now().minusMillis(1);

        traced(as(Tokens.of(key)))
                .header("x-garrison-client-address", "203.0.113.9")
                .body("{\"name\":\"a\"}")
                .put("/api/probe/abc?x=1")
                .then()
                .statusCode(400);
        traced(as(Tokens.of(key)))
                .body("{\"name\":\"a\"}")
                .put("/api/probe/abc")
                .then()
                .statusCode(200);

        assertThat(trail.of(requestId)).hasSize(2);
        var failed = trail.of(requestId).get(0);
        assertThat(failed.path("event.outcome").asText()).isEqualTo("failure");
        assertThat(failed.path("event.type").toString()).isEqualTo("[\"error\"]");
        assertThat(failed.path("http.response.status_code").asInt()).isEqualTo(400);
        assertThat(failed.path("source.ip").asText()).isEqualTo("203.0.113.9");
        var done = trail.of(requestId).get(1);
        assertThat(Instant.parse(done.path("@timestamp").asText())).isBetween(before, Instant.now());
        assertThat(done.path("user.name").asText()).isEqualTo("jane");
        assertThat(done.path("kibana.authentication_realm").asText()).isEqualTo("native");
        assertThat(done.path("kibana.authentication_type").asText()).isEqualTo("api_key");
        assertThat(done.path("apikey.id").asText()).isEqualTo("key-1");
        assertThat(done.path("kibana.space_id").asText()).isEqualTo("marketing");
        assertThat(done.path("event.action").asText()).isEqualTo("ProbeResource_update");
        assertThat(done.path("event.outcome").asText()).isEqualTo("success");
        assertThat(done.path("event.category").toString()).isEqualTo("[\"web\"]");
        assertThat(done.path("event.type").toString()).isEqualTo("[\"allowed\"]");
        assertThat(done.path("http.request.method").asText()).isEqualTo("PUT");
        assertThat(done.path("http.route").asText()).isEqualTo("/api/probe/{id}");
        assertThat(done.path("url.path").asText()).isEqualTo("/api/probe/abc");
        assertThat(done.path("http.response.status_code").asInt()).isEqualTo(200);
        assertThat(done.path("source.ip").asText()).isEqualTo("127.0.0.1");
        assertThat(done.path("service.name").asText()).isEqualTo("probe");
        assertThat(done.path("message").asText()).isEqualTo("jane called PUT /api/probe/abc: 200");
    }

    @Test
    void readsLeaveNone() {
        traced(asSuperuser()).get("/api/probe").then().statusCode(200);
        traced(asSuperuser()).head("/api/probe").then().statusCode(200);
        traced(asSuperuser()).get("/api/probe/broken").then().statusCode(500);
        traced(asSuperuser()).get("/api/probe/nothing/there").then().statusCode(404);
        traced(given()).get("/api/probe/open").then().statusCode(200);
        traced(given()).get("/q/health/ready").then().statusCode(200);

        assertThat(trail.of(requestId)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,/api/probe,ProbeResource_list", "POST,/api/probe,ProbeResource_create"})
    void whoMayNotLeavesARecordOfRefusal(String method, String path, String action) {
        traced(with("other")).body("{}").request(method, path).then().statusCode(403);

        var entry = onlyRecord();
        assertThat(entry.path("event.type").toString()).isEqualTo("[\"denied\"]");
        assertThat(entry.path("event.outcome").asText()).isEqualTo("failure");
        assertThat(entry.path("event.action").asText()).isEqualTo(action);
        assertThat(entry.path("user.name").asText()).isEqualTo("somebody");
        assertThat(entry.path("http.response.status_code").asInt()).isEqualTo(403);
    }

    @Test
    void aRefusalBeyondTheDeclaredPrivilegesLeavesOneToo() {
        traced(asSuperuser()).get("/_probe/fails/403?text=not-this-one").then().statusCode(403);

        assertThat(onlyRecord().path("event.type").toString()).isEqualTo("[\"denied\"]");
        assertThat(onlyRecord().path("http.route").asText()).isEqualTo("/_probe/fails/{status}");
    }

    @ParameterizedTest
    @CsvSource({"GET", "POST"})
    void whoIsNotKnownLeavesARecordWithoutAName(String method) {
        traced(given())
                .contentType("application/json")
                .header("Authorization", Tokens.forged())
                .header("x-garrison-client-address", "203.0.113.9")
                .body("{}")
                .request(method, "/api/probe")
                .then()
                .statusCode(401);

        var entry = onlyRecord();
        assertThat(entry.path("event.category").toString()).isEqualTo("[\"authentication\"]");
        assertThat(entry.path("event.action").asText()).isEqualTo("authentication_failed");
        assertThat(entry.has("user.name")).isFalse();
        assertThat(entry.has("kibana.space_id")).isFalse();
        // what a stranger says of an address is not believed
        assertThat(entry.path("source.ip").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatIsNoAddressIsNotBelievedFromTheGatewayEither() {
        traced(asSuperuser())
                .header("x-garrison-client-address", "not an address")
                .body("{\"name\":\"a\"}")
                .post("/api/probe")
                .then()
                .statusCode(200);

        assertThat(onlyRecord().path("source.ip").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void anOperationMaySayMore() {
        traced(asSuperuser()).body("{}").post("/api/probe/abc/named").then().statusCode(200);

        var entry = onlyRecord();
        assertThat(entry.path("event.action").asText()).isEqualTo("rename_thing");
        assertThat(entry.path("garrison.target.type").asText()).isEqualTo("thing");
        assertThat(entry.path("garrison.target.id").toString()).isEqualTo("[\"abc\",\"b\\nc\"]");
    }

    @Test
    void ourOwnFailureIsAFailure() {
        traced(asSuperuser()).delete("/api/probe/broken").then().statusCode(500);

        assertThat(onlyRecord().path("event.outcome").asText()).isEqualTo("failure");
        assertThat(onlyRecord().path("http.response.status_code").asInt()).isEqualTo(500);
    }

    @Test
    void noSecretIsInARecord() {
        var token = Tokens.superuser();

        traced(as(token))
                .header("Cookie", "sid=cookie-secret")
                .body("{\"name\":\"body-secret\"}")
                .post("/api/probe?password=query-secret");
        traced(given())
                .contentType("application/json")
                .header("Authorization", "Basic c2VjcmV0OnNlY3JldA==")
                .post("/api/probe?api_key=query-secret");

        assertThat(trail.of(requestId)).hasSize(2);
        assertThat(String.join("\n", trail.lines()))
                .doesNotContain("cookie-secret", "body-secret", "query-secret", "c2VjcmV0OnNlY3JldA")
                .doesNotContain(token.substring(10));
    }

    @Test
    void nobodyForgesARecord() {
        var name = "eve\n{\"user.name\":\"elastic\"}\r\u2028\u0085\u001b[2J\"";
        var evil = new Principal(name, "native", "u", "realm", null, "default", Set.of("*"), Set.of());

        traced(as(Tokens.of(evil)))
                .body("{\"name\":\"a\"}")
                .post("/api/probe")
                .then()
                .statusCode(200);
        traced(asSuperuser())
                .body("{}")
                .put("/api/probe/a%0a%22%7d%0d%0a")
                .then()
                .statusCode(400);

        assertThat(trail.of(requestId)).hasSize(2);
        assertThat(trail.of(requestId).get(0).path("user.name").asText()).isEqualTo(name);
        assertThat(trail.of(requestId).get(1).path("http.route").asText()).isEqualTo("/api/probe/{id}");
        assertThat(trail.lines()).allSatisfy(line -> assertThat(line).matches("[ -~]+"));
    }

    @Test
    void aClientThatLeftLeavesOneWhoseOutcomeNobodyKnows() throws IOException {
        try (var socket = new Socket("localhost", url.getPort())) {
            var request =
                    "POST /api/probe/held HTTP/1.1\r\nHost: h\r\nkbn-xsrf: x\r\nContent-Length: 0\r\nx-request-id: "
                            + requestId + "\r\nAuthorization: " + Tokens.superuser() + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await().until(() -> ProbeResource.HELD.hasQueuedThreads());
        }

        await().until(() -> !trail.of(requestId).isEmpty());

        ProbeResource.HELD.release();
        assertThat(onlyRecord().path("event.outcome").asText()).isEqualTo("unknown");
        assertThat(onlyRecord().has("http.response.status_code")).isFalse();
    }
}

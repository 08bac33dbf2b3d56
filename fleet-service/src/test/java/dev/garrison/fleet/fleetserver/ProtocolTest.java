package dev.garrison.fleet.fleetserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.TestAgent;
import dev.garrison.fleet.TestAgent.Reply;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ProtocolTest {
    private static final String WRONG_KEY = base64("AAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAA");

    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder post(TestAgent agent, String operation, String body) {
        return TestAgent.builder(fleet.port(), agent.path(operation)).POST(BodyPublishers.ofString(body));
    }

    private static void assertRefused(Reply reply, int status, String error) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        assertThat(reply.error()).isEqualTo(error);
        assertThat(reply.body().get("statusCode").asInt()).isEqualTo(status);
        assertThat(reply.body().get("message").asText()).isNotEmpty();
        assertThat(reply.http().headers().firstValue("Elastic-Api-Version")).contains("2023-06-01");
        assertThat(reply.http().headers().firstValue("X-Request-Id")).isPresent();
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> badAuthorization() {
        return Stream.of(
                arguments(null, 401, "ErrNoAuthHeader"),
                arguments("Bearer " + WRONG_KEY, 400, "ErrMalformedHeader"),
                arguments("Basic " + WRONG_KEY, 400, "ErrMalformedHeader"),
                arguments("ApiKey !!!", 401, "ErrInvalidToken"),
                arguments("ApiKey " + base64("no colon"), 400, "ErrMalformedToken"),
                arguments("ApiKey " + base64("a:b:c"), 400, "ErrMalformedToken"),
                arguments("ApiKey " + base64("a\u0000:b"), 401, "ErrUnauthorized"),
                arguments("ApiKey " + base64("a:\u00e4"), 401, "ErrUnauthorized"),
                arguments("ApiKey " + WRONG_KEY, 401, "ErrUnauthorized"));
    }

    @ParameterizedTest
    @MethodSource("badAuthorization")
    void whoHasNoKeyIsRefusedEverywhere(String authorization, int status, String error) {
        var agent = fleet.agent();
        for (var operation : new String[] {"checkin", "acks", "audit/unenroll"}) {
            var request = post(agent, operation, "{}");
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            assertRefused(TestAgent.send(request.build()), status, error);
        }
        var enrol = TestAgent.builder(fleet.port(), "/api/fleet/agents/enroll").POST(BodyPublishers.ofString("{}"));
        if (authorization != null) {
            enrol.header("Authorization", authorization);
        }
        assertRefused(TestAgent.send(enrol.build()), status, error);
        assertThat(stored.count("agent where id = ?1 and last_checkin is not null", agent.id()))
                .isZero();
    }

    @Test
    void aKeyIsGoodForItsAgentOnly() {
        var policy = Policies.create();
        var agent = fleet.agentOn(policy);
        var other = fleet.agentOn(policy);
        var body = TestAgent.online();
        var stranger = TestAgent.request(fleet.port(), agent.path("checkin"), other.apiKey(), body);
        assertRefused(TestAgent.send(stranger), 403, "ErrAgentIdentity");
        var unknown = TestAgent.request(fleet.port(), "/api/fleet/agents/unknown/checkin", other.apiKey(), body);
        assertRefused(TestAgent.send(unknown), 403, "ErrAgentIdentity");
        var enrollmentKey = TestAgent.request(fleet.port(), agent.path("checkin"), fleet.enrollmentKey(policy), body);
        assertRefused(TestAgent.send(enrollmentKey), 403, "ErrAgentIdentity");
        var accessKey = TestAgent.request(
                fleet.port(), "/api/fleet/agents/enroll", agent.apiKey(), TestAgent.enrolment("web", null));
        assertRefused(TestAgent.send(accessKey), 401, "ErrUnauthorized");
        assertThat(stored.count("agent where policy_id = ?1 and last_checkin is not null", policy))
                .isZero();
        assertThat(stored.count("agent where policy_id = ?1", policy)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "curl/8.0, InvalidUserAgent",
                "Elastic Agent vX, InvalidUserAgent",
                "Elastic Agent v7.12.9, UnsupportedVersion",
                "Elastic Agent v8.19.0, UnsupportedVersion",
                "Elastic Agent v9.0.0, UnsupportedVersion"
            })
    void onlyAgentsOfVersionsThatWeKnowMaySpeak(String userAgent, String error) {
        var agent = fleet.agent();
        var checkin = HttpRequest.newBuilder(URI.create("http://localhost:" + fleet.port() + agent.path("checkin")))
                .header("User-Agent", userAgent)
                .header("Authorization", "ApiKey " + agent.apiKey())
                .POST(BodyPublishers.ofString(TestAgent.online().toString()))
                .build();
        assertRefused(TestAgent.send(checkin), 400, error);
        var policy = Policies.create();
        var enrol = HttpRequest.newBuilder(URI.create("http://localhost:" + fleet.port() + "/api/fleet/agents/enroll"))
                .header("User-Agent", userAgent)
                .header("Authorization", "ApiKey " + fleet.enrollmentKey(policy))
                .POST(BodyPublishers.ofString(TestAgent.enrolment("web", null).toString()))
                .build();
        assertRefused(TestAgent.send(enrol), 400, error);
        assertThat(stored.count("agent where policy_id = ?1", policy)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"Elastic Agent v8.18.9, 8.18.9", "elastic agent V7.13.0-SNAPSHOT, 7.13.0", "Elastic Agent 8.2.3, 8.2.3"
    })
    void theVersionComesFromTheUserAgent(String userAgent, String version) {
        var agent = fleet.agent();
        var checkin = HttpRequest.newBuilder(URI.create("http://localhost:" + fleet.port() + agent.path("checkin")))
                .header("User-Agent", userAgent)
                .header("Authorization", "ApiKey " + agent.apiKey())
                .POST(BodyPublishers.ofString(TestAgent.online().toString()))
                .build();
        assertThat(TestAgent.send(checkin).status()).isEqualTo(200);
        assertThat(fleet.show(agent).getString("agent.version")).isEqualTo(version);
    }

    @Test
    void theVersionOfTheProtocolIsCheckedBeforeAnythingElse() {
        var agent = fleet.agent();
        assertRefused(
                TestAgent.send(post(agent, "checkin", "{}")
                        .header("Elastic-Api-Version", "new")
                        .build()),
                400,
                "ErrInvalidAPIVersionFormat");
        assertRefused(
                TestAgent.send(post(agent, "checkin", "{}")
                        .header("Elastic-Api-Version", "2024-01-01")
                        .build()),
                400,
                "ErrUnsupportedAPIVersion");
        var reply = TestAgent.send(TestAgent.builder(fleet.port(), "/api/status")
                .header("Elastic-Api-Version", "2023-06-01")
                .header("X-Request-Id", "mine")
                .build());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.http().headers().firstValue("X-Request-Id")).contains("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\": ",
                "[]",
                "\"online\"",
                "{}",
                "{\"status\":null}",
                "{\"status\":5}",
                "{\"status\":\"bored\"}",
                "{\"status\":\"online\"} more",
                "{\"status\":\"online\",\"message\":{}}",
                "{\"status\":\"online\",\"components\":{}}",
                "{\"status\":\"online\",\"local_metadata\":[]}",
                "{\"status\":\"online\",\"poll_timeout\":\"soon\"}",
                "{\"status\":\"online\",\"poll_timeout\":300}",
                "{\"status\":\"online\",\"upgrade_details\":{\"state\":\"UPG_LOST\"}}"
            })
    void aMalformedCheckinIsRefusedAndChangesNothing(String body) {
        var agent = fleet.agent();
        var reply = TestAgent.send(post(agent, "checkin", body)
                .header("Authorization", "ApiKey " + agent.apiKey())
                .build());
        assertRefused(reply, 400, "BadRequest");
        assertThat(stored.count("agent where id = ?1 and last_checkin is not null", agent.id()))
                .isZero();
    }

    @Test
    void aMissingStatusIsNamed() {
        var agent = fleet.agent();
        assertThat(agent.checkin(TestAgent.online().put("status", ""))
                        .body()
                        .get("message")
                        .asText())
                .isEqualTo("Bad request: checkin status missing");
    }

    @ParameterizedTest
    @CsvSource({"checkin, 1048576", "acks, 2097152", "audit/unenroll, 1024"})
    void aBodyBeyondTheLimitIsRefused(String operation, int limit) {
        var agent = fleet.agent();
        var within = "{\"x\":\"" + "x".repeat(limit - 8) + "\"}";
        assertThat(within).hasSize(limit);
        var key = "ApiKey " + agent.apiKey();
        assertThat(TestAgent.send(post(agent, operation, within)
                                .header("Authorization", key)
                                .build())
                        .status())
                .isEqualTo(400);
        var beyond = post(agent, operation, within + " ")
                .header("Authorization", key)
                .build();
        assertThat(TestAgent.send(beyond).status()).isEqualTo(413);
        var chunked = post(agent, operation, "")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream((within + " ").getBytes(StandardCharsets.UTF_8))))
                .header("Authorization", key)
                .build();
        assertThat(TestAgent.send(chunked).status()).isEqualTo(413);
        assertThat(TestAgent.send(post(agent, operation, "{}")
                                .header("Authorization", key)
                                .build())
                        .status())
                .isEqualTo(400); // the server lives on
    }

    @Test
    void aBodyOfEndlessDepthIsRefused() {
        var agent = fleet.agent();
        var deep =
                "{\"status\":\"online\",\"local_metadata\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";
        assertRefused(
                TestAgent.send(post(agent, "checkin", deep)
                        .header("Authorization", "ApiKey " + agent.apiKey())
                        .build()),
                400,
                "BadRequest");
    }

    @Test
    void anUnreasonableNumberDoesNoHarm() {
        var agent = fleet.agent();
        var body = "{\"status\":\"online\",\"local_metadata\":{\"n\":1e999999,\"m\":-1e-999999}}";
        var reply = TestAgent.send(post(agent, "checkin", body)
                .header("Authorization", "ApiKey " + agent.apiKey())
                .build());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(fleet.show(agent).getString("local_metadata.n")).isEqualTo("1E+999999");
    }

    @Test
    void bodiesMayBeCompressedAndAnswersAreForThoseWhoCan() throws Exception {
        var agent = fleet.agent();
        var request = TestAgent.builder(fleet.port(), agent.path("checkin"))
                .header("Authorization", "ApiKey " + agent.apiKey())
                .header("Content-Encoding", "gzip")
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(TestAgent.online().toString())))
                .build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        var plain = new String(
                new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(plain).startsWith("{\"action\":\"checkin\"").contains("\"POLICY_CHANGE\"", agent.id());
        assertThat(plain).isEqualTo(agent.checkin().body().toString());

        var bomb = TestAgent.builder(fleet.port(), agent.path("checkin"))
                .header("Authorization", "ApiKey " + agent.apiKey())
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip("{\"status\":\"" + " ".repeat(50_000_000))))
                .build();
        assertThat(TestAgent.send(bomb).status()).isEqualTo(413);
        var lie = post(agent, "checkin", "{}")
                .header("Authorization", "ApiKey " + agent.apiKey())
                .header("Content-Encoding", "gzip")
                .build();
        assertRefused(TestAgent.send(lie), 400, "BadRequest");
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aSmallAnswerIsNotCompressed() throws Exception {
        var request = TestAgent.builder(fleet.port(), "/api/status")
                .header("Accept-Encoding", "gzip")
                .build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(response.body()).isEqualTo("{\"name\":\"fleet-server\",\"status\":\"HEALTHY\"}");
    }

    @Test
    void theStatusTellsItsVersionToThoseWithAKey() {
        var agent = fleet.agent();
        for (var key : new String[] {agent.apiKey(), fleet.enrollmentKey(Policies.create())}) {
            var reply = TestAgent.send(TestAgent.builder(fleet.port(), "/api/status")
                    .header("Authorization", "ApiKey " + key)
                    .build());
            assertThat(reply.body().at("/version/number").asText()).isEqualTo("8.18.0");
            assertThat(reply.body().at("/version/build_hash").isTextual()).isTrue();
        }
        for (var authorization : new String[] {"ApiKey " + WRONG_KEY, "Basic x", "ApiKey ???"}) {
            var reply = TestAgent.send(TestAgent.builder(fleet.port(), "/api/status")
                    .header("Authorization", authorization)
                    .build());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body().has("version")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/api/fleet",
        "/api/fleet/agents/x",
        "/api/fleet/agents//checkin",
        "/api/status/",
        "/api/fleet/agents/x/checkin/y"
    })
    void anUnknownPathIsNotFound(String path) {
        assertRefused(TestAgent.send(TestAgent.builder(fleet.port(), path).build()), 404, "NotFound");
    }

    @Test
    void anotherMethodIsNotFound() {
        assertRefused(
                TestAgent.send(TestAgent.builder(fleet.port(), "/api/fleet/agents/enroll")
                        .build()),
                404,
                "NotFound");
    }

    @Test
    void aConnectionServesManyRequestsAlsoAfterRefusals() throws Exception {
        try (var socket = new Socket("localhost", fleet.port())) {
            socket.setSoTimeout(5000);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("POST /api/fleet/agents/enroll HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345"
                                .getBytes(StandardCharsets.US_ASCII));
                var answer = new byte[15];
                assertThat(socket.getInputStream().readNBytes(answer, 0, 15)).isEqualTo(15);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 401");
                var rest = new StringBuilder();
                while (!rest.toString().contains("}")) {
                    rest.append((char) socket.getInputStream().read());
                }
            }
        }
    }
}

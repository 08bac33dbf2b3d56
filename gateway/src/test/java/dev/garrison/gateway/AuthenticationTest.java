package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AuthenticationTest extends GatewayTest {
    private static final String UNAUTHORIZED =
            "{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}";

    @AfterEach
    void securityServiceIsWellAgain() {
        SECURITY.failWith = 0;
        SECURITY.retryAfter = null;
        SECURITY.held = null;
    }

    @Test
    void withoutCredentialsTheAnswerHas66Bytes() {
        var path = unique("/api/fleet/agents");

        var answer = client.get(path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(UNAUTHORIZED).hasSize(66);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.headers().firstValue("www-authenticate")).isEmpty();
        assertThat(FLEET.received(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Digest x", "Negotiate abc", "ApiKey", "x", " ", "Basicx y"})
    void whatIsNoCredentialIsNotEvenAsked(String authorization) {
        var path = unique("/api/fleet/agents");

        var answer = client.get(path, "Authorization", authorization);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(UNAUTHORIZED);
        assertThat(SECURITY.asked(authorization)).isEmpty();
        assertThat(FLEET.received(path)).isEmpty();
    }

    @Test
    void securityServiceIsToldAllItNeeds() {
        client.get("/s/marketing" + unique("/api/fleet/agents"), "Authorization", credential);

        var question = SECURITY.asked(credential).get(0);
        assertThat(question.getString("space")).isEqualTo("marketing");
        assertThat(question.getString("address")).isEqualTo("127.0.0.1");
        assertThat(question.getString("request_id")).matches("[0-9a-f]{32}");
    }

    @Test
    void apiKeysAndBearerTokensAreCredentialsToo() {
        var key = SECURITY.apiKey("key-" + username, username);
        var token = SECURITY.bearer("AAEAA" + username);

        assertThat(client.get(unique("/api/fleet/agents"), "Authorization", key).statusCode())
                .isEqualTo(200);
        assertThat(client.get(unique("/api/fleet/agents"), "Authorization", token)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"Basic,bAsIc", "Basic,basic", "Basic,BASIC"})
    void schemesAreCaseInsensitive(String scheme, String written) {
        var header = credential.replace(scheme, written);

        client.get(unique("/api/fleet/agents"), "Authorization", header);

        assertThat(SECURITY.asked(header)).hasSize(1);
    }

    @Test
    void aWrongPasswordIs401WithSecurityServicesWords() {
        var path = unique("/api/fleet/agents");
        var wrong = FakeSecurity.basic(username, "wrong");

        var answer = client.get(path, "Authorization", wrong);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(new JsonObject(answer.body()).getMap())
                .containsEntry("statusCode", 401)
                .containsEntry("error", "Unauthorized")
                .containsEntry("message", "unable to authenticate user for REST request [/_security/_authenticate]");
        assertThat(FLEET.received(path)).isEmpty();
    }

    @Test
    void aRefusalIsNotRemembered() {
        var late = FakeSecurity.basic("late-" + username, "secret-of-late-" + username);
        assertThat(client.get("/api/fleet/agents", "Authorization", late).statusCode())
                .isEqualTo(401);

        SECURITY.user("late-" + username);

        assertThat(client.get("/api/fleet/agents", "Authorization", late).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anAcceptedCredentialIsAskedOncePerSpace() {
        for (int i = 0; i < 5; i++) {
            client.get(unique("/api/fleet/agents"), "Authorization", credential);
            client.get("/s/other" + unique("/api/cases"), "Authorization", credential);
        }

        assertThat(SECURITY.asked(credential)).hasSize(2);
    }

    @Test
    void requestsAtTheSameMomentShareOneLookUp() {
        SECURITY.held = new CompletableFuture<>();
        var path = unique("/api/fleet/agents");

        var requests = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.get(path, "Authorization", credential)))
                .toList();
        await().until(() -> !SECURITY.asked(credential).isEmpty());
        SECURITY.held.complete(null);

        assertThat(requests)
                .allSatisfy(request -> assertThat(request.join().statusCode()).isEqualTo(200));
        assertThat(SECURITY.asked(credential)).hasSize(1);
        assertThat(FLEET.received(path)).hasSize(20);
    }

    @Test
    void aTokenIsNotUsedWhenItIsAboutToExpire() {
        var brief = SECURITY.userWithTokenFor("brief-" + username, 3);
        client.get("/api/fleet/agents", "Authorization", brief);
        client.get("/api/fleet/agents", "Authorization", brief);
        int before = SECURITY.asked(brief).size();

        await().untilAsserted(() -> {
            client.get("/api/fleet/agents", "Authorization", brief);
            assertThat(SECURITY.asked(brief)).hasSizeGreaterThan(before);
        });
        assertThat(before).isEqualTo(1);
    }

    @Test
    void aTokenThatAServiceRefusesIsNotUsedAgain() {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response().setStatusCode(401).end("{}"));

        assertThat(client.get(path, "Authorization", credential).statusCode()).isEqualTo(401);
        assertThat(client.get(path, "Authorization", credential).statusCode()).isEqualTo(401);

        assertThat(SECURITY.asked(credential)).hasSize(2);
    }

    @Test
    void tooManyAttemptsArePassedOn() {
        SECURITY.failWith = 429;
        SECURITY.retryAfter = "17";
        var path = unique("/api/fleet/agents");

        var answer = client.get(path, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("17");
        assertThat(answer.body())
                .isEqualTo("{\"statusCode\":429,\"error\":\"Too Many Requests\",\"message\":\"Too many attempts\"}");
        assertThat(FLEET.received(path)).isEmpty();
    }

    @Test
    void withoutSecurityServiceNobodyNewComesInAndNobodyIsRefused() {
        client.get("/api/fleet/agents", "Authorization", credential);
        var stranger = SECURITY.user("stranger-" + username);
        SECURITY.stop();
        HttpResponse<String> known;
        HttpResponse<String> unknown;
        try {
            known = client.get("/api/fleet/agents", "Authorization", credential);
            unknown = client.get("/api/fleet/agents", "Authorization", stranger);
        } finally {
            SECURITY.start();
        }

        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(unknown.body()).contains("\"statusCode\":503", "\"error\":\"Service Unavailable\"");
    }

    @Test
    void anErrorOfSecurityServiceIsNoVerdict() {
        SECURITY.failWith = 500;

        var answer = client.get("/api/fleet/agents", "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(503);
    }

    @Test
    void elasticsearchsPartAnswersInElasticsearchsWay() {
        var missing = client.get("/_security/_authenticate");
        var wrong = client.get("/_security/user", "Authorization", FakeSecurity.basic(username, "wrong"));
        var unknown = client.post("/_security/no/such", "{}");

        var error = new JsonObject(missing.body());
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(error.getInteger("status")).isEqualTo(401);
        assertThat(error.getJsonObject("error").getString("type")).isEqualTo("security_exception");
        assertThat(error.getJsonObject("error").getString("reason"))
                .isEqualTo("missing authentication credentials for REST request [/_security/_authenticate]");
        assertThat(error.getJsonObject("error").getJsonArray("root_cause")).hasSize(1);
        assertThat(missing.headers().allValues("www-authenticate"))
                .containsExactly("Basic realm=\"security\", charset=\"UTF-8\"", "Bearer realm=\"security\"", "ApiKey");
        assertThat(missing.headers().allValues("x-elastic-product")).containsExactly("Elasticsearch");
        assertThat(new JsonObject(wrong.body()).getJsonObject("error").getString("reason"))
                .startsWith("unable to authenticate user");
        assertThat(unknown.statusCode()).isEqualTo(401);
    }
}

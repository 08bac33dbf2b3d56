package dev.garrison.e2e;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients get wrong, through the whole stack; and that nothing is written by it. */
class BadInputIT {
    private static final String POLICIES = "/api/fleet/agent_policies";
    private static final String VALID = "{\"name\":\"never created\",\"namespace\":\"default\"}";

    private final Kibana kibana = TheStack.kibana();
    private int before;

    @BeforeEach
    void count() {
        before = policies();
    }

    @AfterEach
    void nothingWasWritten() {
        assertThat(policies()).isEqualTo(before);
    }

    @Test
    void withoutCredentials() {
        kibana.anonymous()
                .header("kbn-xsrf", "1")
                .contentType("application/json")
                .body(VALID)
                .post(POLICIES)
                .then()
                .statusCode(401)
                .body(equalTo("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}"));
    }

    @Test
    void withWrongCredentials() {
        kibana.as("elastic", "wrong")
                .request()
                .body(VALID)
                .post(POLICIES)
                .then()
                .statusCode(401)
                .body("error", is("Unauthorized"))
                .body("message", containsString("unable to authenticate user [elastic]"));
        kibana.withApiKey("bm90OmFrZXk=")
                .request()
                .body(VALID)
                .post(POLICIES)
                .then()
                .statusCode(401);
        for (var header : new String[] {"Basic", "Basic !!!", "ApiKey", "Bearer x", "Digest abc", "Negotiate"}) {
            kibana.anonymous()
                    .header("Authorization", header)
                    .header("kbn-xsrf", "1")
                    .get(POLICIES)
                    .then()
                    .statusCode(401);
        }
    }

    @Test
    void withoutTheCsrfHeader() {
        kibana.anonymous()
                .header("Authorization", Kibana.basic("elastic", TheStack.PASSWORD))
                .contentType("application/json")
                .body(VALID)
                .post(POLICIES)
                .then()
                .statusCode(400)
                .body("message", is("Request must contain a kbn-xsrf header."));
    }

    @Test
    void withAnApiVersionThatNobodyServes() {
        kibana.request()
                .header("elastic-api-version", "2020-01-01")
                .body(VALID)
                .post(POLICIES)
                .then()
                .statusCode(400)
                .body("message", containsString("Available versions are: [2023-10-31]"));
    }

    @Test
    void withAnUnknownFieldOrAWrongType() {
        kibana.request()
                .body("{\"name\":\"a\",\"namespace\":\"default\",\"colour\":\"red\"}")
                .post(POLICIES)
                .then()
                .statusCode(400)
                .body("message", is("[request body.colour]: definition for this key is missing"));
        kibana.request()
                .body("{\"name\":7,\"namespace\":\"default\"}")
                .post(POLICIES)
                .then()
                .statusCode(400)
                .body("message", is("[request body.name]: expected value of type [string] but got [number]"));
        kibana.request().body("[1,2]").post(POLICIES).then().statusCode(400);
        kibana.request().body("{\"name\":").post(POLICIES).then().statusCode(400);
        kibana.request().queryParam("page", "-1").get(POLICIES).then().statusCode(400);
        kibana.request().queryParam("kuery", "name:(a or").get(POLICIES).then().statusCode(400);
    }

    @Test
    void withABodyOf50Megabytes() throws IOException, InterruptedException {
        var client = HttpClient.newHttpClient();
        for (var body : List.of(HttpRequest.BodyPublishers.ofByteArray(new byte[50 << 20]), chunked())) {
            var request = HttpRequest.newBuilder(URI.create(TheStack.stack().url() + POLICIES))
                    .header("Authorization", Kibana.basic("elastic", TheStack.PASSWORD))
                    .header("kbn-xsrf", "1")
                    .header("content-type", "application/json")
                    .POST(body)
                    .build();
            try {
                var answer = client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(answer.body()).contains("Payload content length greater than maximum allowed: 1048576");
            } catch (IOException e) {
                // the gateway may answer and hang up before this client has sent all and looked; it has not served it
                assertThat(e).hasMessageMatching("(?s).*(reset|closed|Broken pipe|EOF|no bytes).*");
            }
        }
    }

    @Test
    void withJsonNestedBeyondReason() {
        kibana.request()
                .body("{\"name\":\"a\",\"namespace\":\"default\",\"overrides\":" + "{\"a\":".repeat(5000) + "1"
                        + "}".repeat(5000) + "}")
                .post(POLICIES)
                .then()
                .statusCode(400)
                .body("message", is("Invalid request payload JSON format"));
    }

    @Test
    void aServiceCalledDirectlyBelievesNobody() {
        for (var service : TheStack.stack().services()) {
            if (service.name().equals("gateway")) {
                continue;
            }
            var path = Map.of(
                            "security-service", "/_security/_authenticate",
                            "cases-service", "/api/cases/_find",
                            "endpoint-service", "/api/endpoint/action/state",
                            "apm-service", "/api/apm/settings/agent-configuration")
                    .getOrDefault(service.name(), POLICIES);
            for (var header : new String[] {"", Kibana.basic("elastic", TheStack.PASSWORD), "Bearer a.b.c"}) {
                given().baseUri(service.url())
                        .header("Authorization", header)
                        .get(path)
                        .then()
                        .statusCode(401);
            }
        }
    }

    @Test
    void withPathTricks() throws IOException, InterruptedException {
        var client = HttpClient.newHttpClient();
        for (var path : new String[] {
            "/api/fleet/..%2f..%2finternal/authenticate",
            "/api/fleet/%2e%2e/%2e%2e/internal/authenticate",
            "/api/security/..;/internal/authenticate",
            "/internal/authenticate",
            "/api//fleet/agent_policies",
            "/s/UPPER/api/fleet/agent_policies"
        }) {
            var request = HttpRequest.newBuilder(URI.create(TheStack.stack().url() + path))
                    .header("Authorization", Kibana.basic("elastic", TheStack.PASSWORD))
                    .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
    }

    private static HttpRequest.BodyPublisher chunked() {
        return HttpRequest.BodyPublishers.ofInputStream(() -> new InputStream() {
            private int left = 50 << 20;

            @Override
            public int read() {
                return left-- > 0 ? ' ' : -1;
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = Math.min(length, left);
                Arrays.fill(buffer, from, from + count, (byte) ' ');
                left -= count;
                return count;
            }
        });
    }

    private int policies() {
        return kibana.request().get(POLICIES).then().statusCode(200).extract().path("total");
    }
}

package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ResponseHeadersTest extends GatewayTest {
    private static final String LARGE = "{\"a\":\"" + "x".repeat(5000) + "\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/fleet/agents", "/nowhere", "/api/status", "/openapi.json", "/", "/docs", "/_security/user"
            })
    void everyAnswerHasThem(String path) {
        assertComplete(client.get(path).headers());
        assertComplete(client.get(path, "Authorization", credential).headers());
        assertComplete(client.send("OPTIONS", path, null).headers());
    }

    private void assertComplete(HttpHeaders headers) {
        assertThat(headers.allValues("kbn-name")).containsExactly("garrison");
        assertThat(headers.allValues("kbn-license-sig"))
                .singleElement()
                .asString()
                .matches("[0-9a-f]{64}");
        assertThat(headers.allValues("cache-control")).containsExactly("private, no-cache, no-store, must-revalidate");
        assertThat(headers.allValues("x-content-type-options")).containsExactly("nosniff");
        assertThat(headers.allValues("referrer-policy")).containsExactly("strict-origin-when-cross-origin");
        assertThat(headers.allValues("cross-origin-opener-policy")).containsExactly("same-origin");
        assertThat(headers.allValues("permissions-policy")).hasSize(1);
        assertThat(headers.allValues("content-security-policy")).hasSize(1);
        assertThat(headers.allValues("vary")).containsExactly("accept-encoding");
        assertThat(headers.allValues("keep-alive")).containsExactly("timeout=120");
        assertThat(headers.allValues("x-request-id")).hasSize(1);
        assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
        assertThat(headers.firstValue("set-cookie")).isEmpty();
    }

    @Test
    void whatAServiceSaysItselfStays() {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response()
                .putHeader("cache-control", "max-age=600")
                .putHeader("content-type", "application/zip")
                .putHeader("elastic-api-version", "2023-10-31")
                .putHeader("warning", "299 Kibana-8.18.0 \"old\"")
                .end("x"));

        var headers = client.get(path, "Authorization", credential).headers();

        assertThat(headers.allValues("cache-control")).containsExactly("max-age=600");
        assertThat(headers.allValues("content-type")).containsExactly("application/zip");
        assertThat(headers.allValues("elastic-api-version")).containsExactly("2023-10-31");
        assertThat(headers.allValues("warning")).hasSize(1);
        assertThat(headers.allValues("kbn-name")).hasSize(1);
    }

    @Test
    void elasticsearchsPartNamesItsProductOnce() {
        var path = unique("/_security/user");
        SECURITY.on(path, request -> request.response()
                .putHeader("X-Elastic-Product", "Elasticsearch")
                .end("{}"));

        assertThat(client.get(path, "Authorization", credential).headers().allValues("x-elastic-product"))
                .containsExactly("Elasticsearch");
        assertThat(client.get("/_security/x", "Authorization", credential)
                        .headers()
                        .allValues("x-elastic-product"))
                .containsExactly("Elasticsearch");
        assertThat(client.get("/api/security/role", "Authorization", credential)
                        .headers()
                        .allValues("x-elastic-product"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "gzip, deflate, br"})
    void aLargeAnswerIsCompressedForWhoWantsIt(String accepted) throws Exception {
        var path = large("application/json; charset=utf-8");

        var answer = raw(path, accepted);

        var encoding = answer.headers().firstValue("content-encoding").orElse("none");
        assertThat(accepted).contains(encoding);
        assertThat(answer.body().length).isLessThan(1000);
        var in = new ByteArrayInputStream(answer.body());
        var plain = encoding.equals("gzip") ? new GZIPInputStream(in) : new InflaterInputStream(in);
        assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(LARGE);
    }

    @Test
    void aStreamedAnswerIsCompressedToo() throws Exception {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> {
            var response = request.response().setChunked(true).putHeader("content-type", "application/ndjson");
            response.write(LARGE);
            response.write(LARGE);
            response.end();
        });

        var answer = raw(path, "gzip");

        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .hasSize(2 * LARGE.length());
    }

    @Test
    void whoDoesNotAskGetsItPlain() throws Exception {
        var path = large("application/json");

        assertThat(raw(path, null).headers().firstValue("content-encoding")).isEmpty();
        assertThat(raw(path, "br").headers().firstValue("content-encoding")).isEmpty();
        assertThat(raw(path, "identity").body()).hasSize(LARGE.length());
    }

    @Test
    void smallAnswersArchivesAndWhatIsCompressedAlreadyStayAsTheyAre() throws Exception {
        var small = unique("/api/fleet/agents");
        var archive = large("application/zip");
        var packed = unique("/api/fleet/agents");
        FLEET.on(packed, request -> request.response()
                .putHeader("content-type", "application/json")
                .putHeader("content-encoding", "gzip")
                .end(Buffer.buffer(new byte[5000])));

        assertThat(raw(small, "gzip").headers().firstValue("content-encoding")).isEmpty();
        assertThat(raw(archive, "gzip").headers().firstValue("content-encoding"))
                .isEmpty();
        assertThat(raw(archive, "gzip").body()).hasSize(LARGE.length());
        assertThat(raw(packed, "gzip").headers().allValues("content-encoding")).containsExactly("gzip");
        assertThat(raw(packed, "gzip").body()).hasSize(5000);
    }

    @Test
    void theGatewaysOwnPagesAreCompressedToo() throws Exception {
        var answer = raw("/docs/swagger-ui-bundle.js", "gzip");

        assertThat(answer.headers().allValues("content-encoding")).containsExactly("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes().length)
                .isGreaterThan(answer.body().length * 2);
        assertThat(raw("/", "gzip").headers().firstValue("content-encoding")).contains("gzip");
    }

    @Test
    void emptyAnswersStayEmpty() throws IOException {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response().setStatusCode(204).end());
        FLEET.on(path + "/200", request -> request.response().end());

        try (var raw = new RawClient(url.getPort())) {
            var head = " HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\nAuthorization: " + credential + "\r\n\r\n";
            var none = raw.write("DELETE " + path + head).read();
            assertThat(none.status()).isEqualTo(204);
            assertThat(none.header("content-length")).isNull();
            assertThat(none.header("transfer-encoding")).isNull();
            var empty = raw.write("DELETE " + path + "/200" + head).read();
            assertThat(empty.status()).isEqualTo(200);
            assertThat(empty.body()).isEmpty();
            assertThat(empty.header("content-length")).isEqualTo("0");
        }
    }

    private String large(String type) {
        var path = unique("/api/fleet/agents");
        FLEET.on(
                path,
                request -> request.response().putHeader("content-type", type).end(LARGE));
        return path;
    }

    private HttpResponse<byte[]> raw(String path, String accepted) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + url.getPort() + path))
                .header("Authorization", credential);
        if (accepted != null) {
            request.header("Accept-Encoding", accepted);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
    }
}

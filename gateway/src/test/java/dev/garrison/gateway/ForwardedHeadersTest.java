package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ForwardedHeadersTest extends GatewayTest {

    @Test
    void servicesGetTheTokenAndNeverTheCredential() {
        var path = unique("/api/fleet/agents");

        client.get(path, "Authorization", credential);

        var headers = FLEET.only(path).headers();
        assertThat(headers.getAll("authorization")).singleElement().asString().startsWith("Bearer jwt." + username);
        assertThat(headers.toString()).doesNotContain(credential.substring(6));
    }

    @Test
    void whatOnlyTheGatewayMaySayIsTakenFromNobodyElse() throws IOException {
        var path = unique("/api/fleet/agents");

        RawClient.send(
                url.getPort(),
                "GET " + path + " HTTP/1.1\r\nHost: public.example:1234\r\nAuthorization: " + credential
                        + "\r\naUTHORIZATION: Bearer forged"
                        + "\r\nX-Forwarded-For: 6.6.6.6\r\nx-forwarded-proto: https\r\nX-FORWARDED-HOST: evil"
                        + "\r\nX-Forwarded-Prefix: /evil\r\nForwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6"
                        + "\r\nX-Garrison-User: elastic\r\nx-garrison-space: other\r\nX-Garrison-Client-Address: 6.6.6.6\r\nes-security-runas-user: elastic\r\n\r\n");

        var headers = FLEET.only(path).headers();
        assertThat(headers.getAll("authorization")).singleElement().asString().startsWith("Bearer jwt." + username);
        assertThat(headers.getAll("x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(headers.getAll("x-forwarded-proto")).containsExactly("http");
        assertThat(headers.getAll("x-forwarded-host")).containsExactly("public.example:1234");
        assertThat(headers.get("host")).isEqualTo("localhost:" + FLEET.port());
        assertThat(headers.names())
                .filteredOn(name -> name.toLowerCase().startsWith("x-garrison"))
                .containsExactly("x-garrison-client-address");
        assertThat(headers.getAll("x-garrison-client-address")).containsExactly("127.0.0.1");
        assertThat(headers.names())
                .doesNotContain("x-forwarded-prefix", "X-Forwarded-Prefix", "Forwarded", "X-Real-IP")
                .doesNotContain("es-security-runas-user");
        assertThat(headers.toString()).doesNotContain("6.6.6.6", "evil", "forged");
    }

    @Test
    void whatConcernsOneConnectionStaysOnIt() throws IOException {
        var path = unique("/api/fleet/agents");

        RawClient.send(
                url.getPort(),
                "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential
                        + "\r\nConnection: keep-alive, X-Hop, authorization\r\nX-Hop: 1\r\nKeep-Alive: timeout=1\r\nTE: trailers"
                        + "\r\nProxy-Authorization: Basic x\r\nUpgrade: websocket\r\nX-Stays: 1\r\n\r\n");

        var headers = FLEET.only(path).headers();
        assertThat(headers.names())
                .doesNotContain(
                        "X-Hop", "Keep-Alive", "TE", "Proxy-Authorization", "Upgrade", "Connection", "connection")
                .contains("X-Stays");
        assertThat(headers.get("authorization")).startsWith("Bearer jwt.");
    }

    @Test
    void everythingElsePassesAsItIs() {
        var path = unique("/api/fleet/agents");
        var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        client.post(
                path,
                "{\"a\":1}",
                "Authorization",
                credential,
                "kbn-xsrf",
                "true",
                "elastic-api-version",
                "2023-10-31",
                "traceparent",
                trace,
                "tracestate",
                "a=b",
                "X-Many",
                "1",
                "X-Many",
                "2",
                "Content-Type",
                "application/json");

        var received = FLEET.only(path);
        assertThat(received.headers().get("kbn-xsrf")).isEqualTo("true");
        assertThat(received.headers().get("elastic-api-version")).isEqualTo("2023-10-31");
        assertThat(received.headers().get("traceparent")).isEqualTo(trace);
        assertThat(received.headers().get("tracestate")).isEqualTo("a=b");
        assertThat(received.headers().getAll("x-many")).containsExactly("1", "2");
        assertThat(received.headers().get("content-type")).isEqualTo("application/json");
        assertThat(received.body()).hasToString("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-opaque-id", "x-request-id"})
    void aSaneRequestIdIsKept(String header) {
        var path = unique("/api/fleet/agents");

        var answer = client.get(path, "Authorization", credential, header, "client.7:a/b=1");

        assertThat(answer.headers().firstValue("x-request-id")).contains("client.7:a/b=1");
        assertThat(FLEET.only(path).headers().getAll("x-request-id")).containsExactly("client.7:a/b=1");
        assertThat(SECURITY.asked(credential).get(0).getString("request_id")).isEqualTo("client.7:a/b=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "{}", "\u00e4"})
    void anyOtherRequestIdIsReplaced(String id) throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(),
                "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\nx-request-id: " + id
                        + "\r\n\r\n");

        assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
        assertThat(FLEET.only(path).headers().getAll("x-request-id")).containsExactly(answer.header("x-request-id"));
    }

    @Test
    void aServicesHopHeadersEndHereToo() {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response()
                .putHeader("connection", "x-inner, keep-alive")
                .putHeader("x-inner", "1")
                .putHeader("keep-alive", "timeout=5")
                .putHeader("x-garrison-debug", "1")
                .putHeader("x-stays", "1")
                .end("{}"));

        var answer = client.get(path, "Authorization", credential);

        assertThat(answer.headers().map()).doesNotContainKeys("x-inner", "x-garrison-debug");
        assertThat(answer.headers().allValues("keep-alive")).containsExactly("timeout=120");
        assertThat(answer.headers().firstValue("x-stays")).contains("1");
    }

    @Test
    void theBodyOfAGetIsIgnored() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write("GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential
                    + "\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(raw.read().status()).isEqualTo(200);
            raw.write("GET " + path + "/2 HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n\r\n");
            assertThat(raw.read().status()).isEqualTo(200);
        }

        assertThat(FLEET.only(path).body().length()).isZero();
        assertThat(FLEET.only(path).headers().contains("content-length")).isFalse();
    }

    @Test
    void aDeleteMayHaveABody() {
        var path = unique("/api/fleet/agents");

        client.send("DELETE", path, "{\"ids\":[1]}", "Authorization", credential);

        assertThat(FLEET.only(path).body()).hasToString("{\"ids\":[1]}");
    }
}

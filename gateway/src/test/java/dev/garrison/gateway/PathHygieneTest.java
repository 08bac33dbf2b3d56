package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PathHygieneTest extends GatewayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/fleet/TEST/../x",
                "/api/fleet/TEST/..",
                "/api/fleet/TEST/.",
                "/api/fleet/TEST/./x",
                "/api/fleet/TEST/%2e%2e/x",
                "/api/fleet/TEST/%2E./x",
                "/api/fleet/TEST/.%2e",
                "/api/fleet/TEST/..%2fx",
                "/api/fleet/TEST/x%2f..%2Fy",
                "/api/fleet/TEST/x%5c..%5cy",
                "/api/fleet/TEST/..\\x",
                "/api/fleet/TEST\\x",
                "/api/fleet/TEST;v=1/x",
                "/api/fleet/TEST/..;/x",
                "/api/fleet//TEST",
                "//api/fleet/TEST",
                "/api/fleet/TEST//",
                "/api/fleet/TEST/%00",
                "/api/fleet/TEST/%0d%0aX-Evil:1",
                "/api/fleet/TEST/%7f",
                "/api/fleet/TEST/\u0001",
                "/api/fleet/TEST/%",
                "/api/fleet/TEST/%4",
                "/api/fleet/TEST/%zz",
                "/api/fleet/TEST?x=%00",
                "/api/fleet/TEST#x",
                "/s/x/../api/fleet/TEST",
                "/s/../api/fleet/TEST",
                "/s//api/fleet/TEST",
                "api/fleet/TEST",
                "/api/cases/../fleet/TEST",
                "/_security/../api/fleet/TEST",
                "?x=1",
            })
    void aPathThatServersWouldReadDifferentlyIsRefused(String path) throws IOException {
        var mine = unique("/a").substring(3);

        var answer = RawClient.send(
                url.getPort(),
                "GET " + path.replace("TEST", mine) + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential
                        + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":\"Bad Request\"}");
        assertThat(FLEET.everReceived(mine)).isFalse();
        assertThat(CASES.everReceived(mine)).isFalse();
        assertThat(SECURITY.everReceived(mine)).isFalse();
    }

    /** Whatever a service makes of such a path, it is not reached under a prefix that the gateway did not see. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/%66leet/TEST",
                "/api%2Ffleet/TEST",
                "/api/fleet%2FTEST",
                "/%61pi/fleet/TEST",
                "/%5fsecurity/TEST",
                "/api/fleet%2f..%252fcases/TEST",
                "/api%252ffleet/TEST",
            })
    void anEncodedPrefixIsNoPrefix(String path) throws IOException {
        var mine = unique("/a").substring(3);

        var answer = RawClient.send(
                url.getPort(),
                "GET " + path.replace("TEST", mine) + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential
                        + "\r\n\r\n");

        assertThat(answer.status()).isIn(400, 404);
        assertThat(FLEET.everReceived(mine)).isFalse();
        assertThat(SECURITY.everReceived(mine)).isFalse();
    }

    @Test
    void dotsWithinAnIdAreNoTrick() {
        var path = unique("/api/fleet/agents") + "/a..b/...x/1.2.3";

        assertThat(client.get(path, "Authorization", credential).statusCode()).isEqualTo(200);

        assertThat(FLEET.received(path)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "xchunked", "chunked\r\nTransfer-Encoding: identity", "identity"})
    void aBodyWhoseEndIsUnclearIsRefused(String transferEncoding) throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(),
                "POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\nTransfer-Encoding: "
                        + transferEncoding + "\r\n\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(FLEET.received(path)).isEmpty();
    }

    @Test
    void aSecondRequestHiddenInABodyIsPartOfTheBody() throws IOException {
        var path = unique("/api/fleet/agents");
        var hidden =
                "0\r\n\r\nGET " + path + "/hidden HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n\r\n";

        try (var raw = new RawClient(url.getPort())) {
            raw.write("POST " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\nContent-Length: "
                    + hidden.length() + "\r\n\r\n" + hidden);
            assertThat(raw.read().status()).isEqualTo(200);
        }

        assertThat(FLEET.only(path).body().toString()).isEqualTo(hidden);
        assertThat(FLEET.received(path + "/hidden")).isEmpty();
    }

    @Test
    void headersBeyondTheLimitAreRefused() throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(),
                "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\nX-Big: "
                        + "x".repeat(40_000) + "\r\n\r\n");
        var huge = RawClient.send(
                url.getPort(),
                "GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\nX-Big: "
                        + "x".repeat(200_000) + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("\"statusCode\":431", "Request Header Fields Too Large");
        assertThat(huge.status()).isEqualTo(431);
        assertThat(FLEET.received(path)).isEmpty();
    }
}

package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProtocolTest extends GatewayTest {

    private String get(String path, String version, String... more) {
        return "GET " + path + " " + version + "\r\nHost: h\r\nAuthorization: " + credential + "\r\n"
                + String.join("\r\n", more) + (more.length == 0 ? "" : "\r\n") + "\r\n";
    }

    @Test
    void aClientThatOffersHttp2GetsHttp1() {
        var http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        var answer = client.send(http2, "POST", unique("/api/fleet/agents"), "{}", "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void aConnectionServesManyRequestsInTheirOrder() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write(get(path + "/1", "HTTP/1.1")
                    + get("/nowhere", "HTTP/1.1")
                    + get(path + "/2", "HTTP/1.1")
                    + get("/api/status", "HTTP/1.1")
                    + get(path + "/3", "HTTP/1.1"));

            assertThat(raw.read().body()).contains(path + "/1");
            assertThat(raw.read().status()).isEqualTo(404);
            assertThat(raw.read().body()).contains(path + "/2");
            assertThat(raw.read().body()).contains("\"overall\"");
            assertThat(raw.read().body()).contains(path + "/3");
        }
    }

    @Test
    void aClientThatWantsToCloseIsClosed() throws IOException {
        try (var raw = new RawClient(url.getPort())) {
            raw.write(get(unique("/api/fleet/agents"), "HTTP/1.1", "Connection: close"));
            assertThat(raw.read().status()).isEqualTo(200);
            assertThat(raw.isOpen()).isFalse();
        }
    }

    @Test
    void anOldClientGetsAStreamToo() throws IOException {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> {
            var response = request.response().setChunked(true);
            response.write("one,");
            response.end("two");
        });

        var plain = RawClient.send(url.getPort(), get(path, "HTTP/1.0"));
        var keptAlive = RawClient.send(url.getPort(), get(path, "HTTP/1.0", "Connection: keep-alive"));

        assertThat(plain.body()).isEqualTo("one,two");
        assertThat(plain.header("transfer-encoding")).isNull();
        assertThat(keptAlive.body()).isEqualTo("one,two");
    }
}

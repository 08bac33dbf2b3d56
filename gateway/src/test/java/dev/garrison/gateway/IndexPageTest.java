package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IndexPageTest extends GatewayTest {

    @AfterEach
    void fleetIsBack() {
        FLEET.ready = true;
    }

    @Test
    void itSaysWhatRunsAndHowItIs() {
        FLEET.ready = false;

        await().untilAsserted(() -> {
            var page = client.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.body())
                    .contains("<td>fleet-service</td><td class=\"down\">is not ready</td>")
                    .contains("<td>cases-service</td><td class=\"up\">is ready</td>")
                    .contains("8.18.0", "/docs", "/openapi.json", "/api/status")
                    .contains("http://localhost:" + url.getPort() + "/api/fleet/agents");
        });
    }

    @Test
    void aHostileHostNameIsHarmless() throws Exception {
        var page = RawClient.send(url.getPort(), "GET / HTTP/1.1\r\nHost: a<script>alert(1)</script>\r\n\r\n");

        assertThat(page.body()).doesNotContain("<script");
    }

    @Test
    void headHasTheLengthOnly() throws Exception {
        var head = client.send("HEAD", "/", null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isGreaterThan(1000);
    }
}

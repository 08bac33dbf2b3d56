package dev.garrison.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundHttpTest {
    private static final Timeout SHORT = Timeout.ofMilliseconds(500);

    private final AtomicInteger calls = new AtomicInteger();
    private final OutboundHttp trusting = new OutboundHttp(List.of("*"), Optional.of(List.of("localhost")));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/small", exchange -> answer(exchange, 200, "hello"));
        server.createContext("/big", exchange -> answer(exchange, 200, "x".repeat(10_000)));
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().add("Location", "/small");
            answer(exchange, 302, "");
        });
        server.createContext("/silent", exchange -> calls.incrementAndGet());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        trusting.close();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        calls.incrementAndGet();
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes());
        exchange.close();
    }

    @Test
    void readsAnAnswer() {
        var answer = call(trusting, "http://localhost:" + port() + "/small");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body())).isEqualTo("hello");
        assertThat(answer.headers()).containsEntry("content-length", "5");
    }

    @Test
    void followsNoRedirect() {
        assertThat(call(trusting, "http://localhost:" + port() + "/elsewhere").status())
                .isEqualTo(302);
        assertThat(calls.get()).isEqualTo(1);
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        assertThatThrownBy(() -> call(trusting, "http://localhost:" + port() + "/big"))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining("longer than 1000 bytes");
    }

    @Test
    void waitsNoLongerThanTold() {
        assertThatThrownBy(() -> call(trusting, "http://localhost:" + port() + "/silent"))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining("Could not reach");
    }

    @Test
    void connectsToNoPrivateAddressUnlessToldSo() {
        var careful = new OutboundHttp(List.of("*"), Optional.empty());
        assertThatThrownBy(() -> call(careful, "http://localhost:" + port() + "/small"))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining("private address");
        assertThatThrownBy(() -> call(careful, "http://127.0.0.1:" + port() + "/small"))
                .isInstanceOf(OutboundException.class)
                .hasMessageContaining("private address");
        assertThatThrownBy(() -> call(careful, "http://[::1]:" + port() + "/small"))
                .isInstanceOf(OutboundException.class);
        assertThat(calls.get()).isZero();
    }

    @Test
    void callsOnlyHostsOfTheList() {
        var listed = new OutboundHttp(List.of("*.example.org", "registry.test"), Optional.of(List.of("localhost")));
        assertThatThrownBy(() -> call(listed, "http://localhost:" + port() + "/small"))
                .hasMessageContaining("not in the list");
        assertThatThrownBy(() -> call(listed, "http://example.org.evil.test/")).hasMessageContaining("not in the list");
        assertThat(calls.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"file:///etc/passwd", "ftp://localhost/", "http://user:secret@localhost/", "localhost/small"})
    void callsNothingButHttp(String address) {
        assertThatThrownBy(() -> call(trusting, address))
                .isInstanceOf(OutboundException.class)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "fd00::1",
                "fe80::1",
                "::ffff:10.0.0.1"
            })
    void knowsPrivateAddresses(String address) throws IOException {
        assertThat(OutboundHttp.isPrivate(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void knowsPublicAddresses() throws IOException {
        assertThat(OutboundHttp.isPrivate(InetAddress.getByName("93.184.216.34")))
                .isFalse();
        assertThat(OutboundHttp.isPrivate(InetAddress.getByName("2606:4700::1111")))
                .isFalse();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private static OutboundHttp.Answer call(OutboundHttp client, String address) {
        return client.call(OutboundHttp.Request.get(URI.create(address)), SHORT, 1000);
    }
}

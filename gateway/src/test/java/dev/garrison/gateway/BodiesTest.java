package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.gateway.connections.ServiceConnections;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Limits of bodies, and that they are streamed. */
@QuarkusTest
class BodiesTest extends GatewayTest {
    private static final int MIB = 1024 * 1024;
    private static final byte[] PIECE = new byte[64 * 1024];

    @Inject
    ServiceConnections connections;

    private String head(String method, String path, String... more) {
        return method + " " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n"
                + String.join("\r\n", more) + "\r\n\r\n";
    }

    @Test
    void justTheLimitPasses() {
        var path = unique("/api/fleet/agents");

        var answer = client.post(path, "x".repeat(MIB), "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(FLEET.only(path).body().length()).isEqualTo(MIB);
    }

    @Test
    void oneByteMoreIs413() {
        var path = unique("/api/fleet/agents");

        var answer = client.post(path, "x".repeat(MIB + 1), "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body())
                .isEqualTo("{\"statusCode\":413,\"error\":\"Request Entity Too Large\","
                        + "\"message\":\"Payload content length greater than maximum allowed: 1048576\"}");
        assertThat(FLEET.received(path)).isEmpty();
    }

    /** The client writes all of it before it reads: the answer must still be there. */
    @Test
    void fiftyMegabytesAnnouncedAre413AndNotBuffered() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", path, "Content-Length: " + 50 * MIB));
            writeAll(raw, 50 * MIB, false);
            var answer = raw.read();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(raw.isOpen()).isFalse();
        }
        assertThat(FLEET.received(path)).isEmpty();
    }

    @Test
    void fiftyMegabytesInChunksAre413AndNotBuffered() throws IOException {
        var path = unique("/api/fleet/agents");
        var arrived = new AtomicLong();
        FLEET.on(path, request -> request.handler(part -> arrived.addAndGet(part.length())));

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", path, "Transfer-Encoding: chunked"));
            writeAll(raw, 50 * MIB, true);
            var answer = raw.read();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("greater than maximum allowed: 1048576");
            assertThat(raw.isOpen()).isFalse();
        }
        assertThat(arrived.get()).isLessThanOrEqualTo(MIB);
    }

    @Test
    void aClientThatNeverStopsSendingIsCutOff() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", path, "Content-Length: " + 50 * MIB));
            assertThat(raw.read().status()).isEqualTo(413);
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                try {
                    raw.write("x");
                    return false;
                } catch (SocketException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void aClientThatAsksFirstNeedNotSendWhatIsTooLarge() throws IOException {
        var path = unique("/api/fleet/agents");

        var answer = RawClient.send(
                url.getPort(), head("POST", path, "Content-Length: " + 50 * MIB, "Expect: 100-continue"));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("connection")).isEqualTo("close");
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOnOnceItIsKnown() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", path, "Content-Length: 5", "Expect: 100-continue"));
            assertThat(raw.read().status()).isEqualTo(100);
            assertThat(raw.write("hello").read().status()).isEqualTo(200);
        }
        assertThat(FLEET.only(path).body()).hasToString("hello");
        assertThat(FLEET.only(path).headers().contains("expect")).isFalse();

        var refused = RawClient.send(
                url.getPort(),
                "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(refused.status()).isIn(401, 404);
    }

    @Test
    void aRefusedClientMayGoOnOnItsConnection() throws IOException {
        var path = unique("/api/fleet/agents");

        try (var raw = new RawClient(url.getPort())) {
            raw.write("POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
            writeAll(raw, 500_000, false);
            assertThat(raw.read().status()).isIn(401, 404);
            assertThat(raw.write(head("GET", path)).read().status()).isEqualTo(200);
        }
    }

    @Test
    void someOperationsTakeMore() throws IOException {
        var arrived = new AtomicLong();
        FLEET.on("/api/fleet/epm/packages", request -> request.handler(part -> arrived.addAndGet(part.length()))
                .endHandler(end -> request.response().end("{}")));

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", "/s/x/api/fleet/epm/packages", "Transfer-Encoding: chunked"));
            writeAll(raw, 50 * MIB, true);
            assertThat(raw.read().status()).isEqualTo(200);
        }
        assertThat(arrived).hasValue(50 * MIB);

        assertThat(client.post("/api/cases/17/files", "x".repeat(2 * MIB), "Authorization", credential)
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.post("/api/cases/17/comments", "x".repeat(2 * MIB), "Authorization", credential)
                        .statusCode())
                .isEqualTo(413);
        assertThat(client.post("/api/saved_objects/_import", "x".repeat(2 * MIB), "Authorization", credential)
                        .statusCode())
                .isEqualTo(200);
        assertThat(client.post("/api/saved_objects/_imports", "x".repeat(2 * MIB), "Authorization", credential)
                        .statusCode())
                .isEqualTo(413);
    }

    /** The service does not read: the gateway must not either. */
    @Test
    void anUploadGoesAtTheServicesPace() throws IOException {
        FLEET.on("/api/fleet/epm/packages/slow", request -> request.pause());

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", "/api/fleet/epm/packages/slow", "Content-Length: " + 100 * MIB));
            var written = new AtomicInteger();
            var writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 100 * MIB / PIECE.length; i++) {
                        raw.out.write(PIECE);
                        written.addAndGet(PIECE.length);
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            writer.setDaemon(true);
            writer.start();

            await().until(() -> written.get() > 0);
            assertThat(settled(() -> written.get())).isLessThan(40L * MIB);
            int busy = connections.open();
            assertThat(raw.read().status()).isEqualTo(504);
            await().until(() -> connections.open() < busy);
        }
    }

    /** The client does not read: the service must be held back. */
    @Test
    void aDownloadGoesAtTheClientsPace() throws IOException {
        var path = unique("/api/fleet/agents");
        var written = new AtomicLong();
        FLEET.on(path, request -> {
            var response = request.response().setChunked(true);
            response.setWriteQueueMaxSize(64 * 1024);
            response.drainHandler(drained -> fill(response, written));
            fill(response, written);
        });

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("GET", path));
            await().until(() -> written.get() > 0);
            assertThat(settled(written::get)).isLessThan(40L * MIB);
        }
    }

    private static void fill(HttpServerResponse response, AtomicLong written) {
        while (!response.closed() && !response.writeQueueFull() && written.get() < 200L * MIB) {
            response.write(Buffer.buffer(PIECE));
            written.addAndGet(PIECE.length);
        }
    }

    /** @return the count once it has stopped growing */
    private static long settled(java.util.function.LongSupplier count) {
        var last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300)).until(() -> last.getAndSet(count.getAsLong()) == last.get());
        return last.get();
    }

    @Test
    void theFirstBytesAreThereBeforeTheLast() throws IOException {
        var path = unique("/api/fleet/agents");
        var goOn = new java.util.concurrent.CompletableFuture<Void>();
        FLEET.on(path, request -> {
            var response = request.response().setChunked(true);
            response.write("first");
            Handler<Void> end = now -> response.end("last");
            var context = FakeBackends.VERTX.getOrCreateContext();
            goOn.thenRun(() -> context.runOnContext(end));
        });

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("GET", path));
            assertThat(raw.readUntil("first")).contains("HTTP/1.1 200 OK").doesNotContain("last");
            goOn.complete(null);
            assertThat(raw.readUntil("last")).contains("last");
        }
    }

    @Test
    void anAnswerDuringTheUploadEndsIt() throws IOException {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> {
            request.pause();
            request.response().setStatusCode(415).end("{}");
        });

        try (var raw = new RawClient(url.getPort())) {
            raw.write(head("POST", path, "Content-Length: 1000000"));
            raw.out.write(PIECE);
            assertThat(raw.read().status()).isEqualTo(415);
            writeAll(raw, 1_000_000 - PIECE.length, false);
            assertThat(raw.write(head("GET", unique("/api/fleet/agents")))
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static void writeAll(RawClient raw, int bytes, boolean chunked) throws IOException {
        for (int left = bytes; left > 0; left -= PIECE.length) {
            int size = Math.min(left, PIECE.length);
            if (chunked) {
                raw.write(Integer.toHexString(size) + "\r\n");
            }
            raw.out.write(PIECE, 0, size);
            if (chunked) {
                raw.write("\r\n");
            }
        }
        if (chunked) {
            raw.write("0\r\n\r\n");
        }
    }
}

package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sees when a service does not do its part. */
@QuarkusTest
class FailuresTest extends GatewayTest {

    @Test
    void aServiceThatIsAwayIs503() {
        CASES.stop();
        HttpResponse<String> read;
        HttpResponse<String> write;
        try {
            read = client.get("/api/cases/_find", "Authorization", credential);
            write = client.post("/api/cases", "{}", "Authorization", credential);
        } finally {
            CASES.start();
        }

        assertThat(read.statusCode()).isEqualTo(503);
        assertThat(read.body())
                .isEqualTo("{\"statusCode\":503,\"error\":\"Service Unavailable\","
                        + "\"message\":\"cases-service is not available, please try again later\"}");
        assertThat(write.statusCode()).isEqualTo(503);
        assertThat(client.get("/api/cases/_find", "Authorization", credential).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aServiceThatDoesNotAnswerIs504() {
        var aborted = new AtomicBoolean();
        CASES.on("/api/cases/slow", request -> request.connection().closeHandler(closed -> aborted.set(true)));

        var answer = client.get("/api/cases/slow", "Authorization", credential);
        var write = client.post("/api/cases/slow", "{}", "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"statusCode\":504", "Gateway Timeout");
        assertThat(write.statusCode()).isEqualTo(504);
        await().untilTrue(aborted);
    }

    @Test
    void aServiceThatFallsSilentInTheMiddleCutsTheAnswerShort() {
        CASES.on(
                "/api/cases/slow/half",
                request -> request.response().putHeader("content-length", "100").write("{\"half\":"));

        assertThatThrownBy(() -> client.get("/api/cases/slow/half", "Authorization", credential))
                .hasRootCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n",
                "\u0000\u0001\u0002\u0003\r\n\r\n",
            })
    void aServiceThatAnswersNonsenseIs502(String nonsense) {
        var path = unique("/api/endpoint");
        ENDPOINT.on(path, out -> {
            RudeService.write(out, nonsense);
            return false;
        });

        var answer = client.get(path, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("\"statusCode\":502", "\"error\":\"Bad Gateway\"");
    }

    @Test
    void aServiceThatHangsUpIsAskedAgainOnceForARead() {
        var path = unique("/api/endpoint");
        ENDPOINT.on(path, out -> false);

        var read = client.get(path, "Authorization", credential);
        var write = client.send("DELETE", path, null, "Authorization", credential);

        assertThat(read.statusCode()).isEqualTo(502);
        assertThat(write.statusCode()).isEqualTo(502);
        assertThat(ENDPOINT.heads(path))
                .filteredOn(head -> head.startsWith("GET"))
                .hasSize(2);
        assertThat(ENDPOINT.heads(path))
                .filteredOn(head -> head.startsWith("DELETE"))
                .hasSize(1);
    }

    /** The service closes the connection while it idles in the pool, at the moment when it is used again. */
    @Test
    void aStaleConnectionIsNoError() {
        var path = unique("/api/endpoint");
        var calls = new AtomicInteger();
        ENDPOINT.on(path, out -> {
            if (calls.incrementAndGet() == 2) {
                return false; // the kept-alive connection dies on its second request
            }
            return RudeService.write(out, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        });

        for (int i = 0; i < 10; i++) {
            assertThat(client.get(path, "Authorization", credential).statusCode())
                    .isEqualTo(200);
        }
        assertThat(calls).hasValue(11);
    }

    @Test
    void anAnswerThatBreaksOffIsNeverTakenForWhole() {
        var path = unique("/api/endpoint");
        var chunked = unique("/api/endpoint");
        ENDPOINT.on(path, out -> {
            RudeService.write(out, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":");
            return false;
        });
        ENDPOINT.on(chunked, out -> {
            RudeService.write(out, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
            return false;
        });

        assertThatThrownBy(() -> client.get(path, "Authorization", credential)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> client.get(chunked, "Authorization", credential))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void anOldServicesAnswerEndsWithItsConnection() {
        var path = unique("/api/endpoint");
        ENDPOINT.on(path, out -> {
            RudeService.write(out, "HTTP/1.0 200 OK\r\ncontent-type: text/plain\r\n\r\nhello");
            return false;
        });

        assertThat(client.get(path, "Authorization", credential).body()).isEqualTo("hello");
    }

    @Test
    void aServicesOwnErrorIsPassedOnAsItIs() {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response()
                .setStatusCode(409)
                .putHeader("content-type", "application/json")
                .end("{\"statusCode\":409,\"error\":\"Conflict\",\"message\":\"taken\"}"));

        var answer = client.post(path, "{}", "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("taken");
    }

    @Test
    void whenTheClientLeavesTheServiceIsToldSo() throws IOException {
        var path = unique("/api/fleet/agents");
        var begun = new AtomicBoolean();
        var aborted = new AtomicBoolean();
        FLEET.on(path, request -> {
            begun.set(true);
            request.connection().closeHandler(closed -> aborted.set(true));
        });

        try (var raw = new RawClient(url.getPort())) {
            raw.write("GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n\r\n");
            await().untilTrue(begun);
        }

        await().untilTrue(aborted);
    }
}

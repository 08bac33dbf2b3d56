package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccessLogTest extends GatewayTest {
    private final List<String> everything = new CopyOnWriteArrayList<>();
    private final List<String> access = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            everything.add(entry.getLoggerName() + " " + entry.getMessage());
            if ("access".equals(entry.getLoggerName())) {
                access.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(recorder);
    }

    private JsonObject line(String part) {
        await().until(() -> access.stream().anyMatch(line -> line.contains(part)));
        return new JsonObject(
                access.stream().filter(line -> line.contains(part)).findFirst().orElseThrow());
    }

    @Test
    void aRequestIsOneLineThatSaysWhoDidWhat() {
        var path = unique("/api/fleet/agents");

        client.get("/s/marketing" + path + "?secret=1", "Authorization", credential, "x-request-id", "id-7");

        var line = line(path);
        assertThat(line.getString("method")).isEqualTo("GET");
        assertThat(line.getString("path")).isEqualTo("/s/marketing" + path);
        assertThat(line.getInteger("status")).isEqualTo(200);
        assertThat(line.getDouble("ms")).isBetween(0.0, 20_000.0);
        assertThat(line.getInteger("bytes")).isPositive();
        assertThat(line.getString("user")).isEqualTo(username);
        assertThat(line.getString("space")).isEqualTo("marketing");
        assertThat(line.getString("service")).isEqualTo("fleet-service");
        assertThat(line.getString("client")).isEqualTo("127.0.0.1");
        assertThat(line.getString("request_id")).isEqualTo("id-7");
    }

    @Test
    void noSecretGetsIntoAnyLog() {
        var path = unique("/api/fleet/agents");
        var wrong = FakeSecurity.basic(username, "wrong-password");

        client.get(path + "?api_key=query-secret", "Authorization", credential, "Cookie", "sid=cookie-secret");
        client.post(path + "/2", "{\"password\":\"body-secret\"}", "Authorization", wrong);

        line(path + "\"");
        line(path + "/2\"");
        assertThat(String.join("\n", everything))
                .doesNotContain("query-secret", "cookie-secret", "body-secret", "wrong-password", "secret-of-", "jwt.")
                .doesNotContain(credential.substring(6))
                .doesNotContain(wrong.substring(6));
    }

    @Test
    void nobodyForgesALine() throws IOException {
        var path = unique("/api/fleet/agents");

        RawClient.send(url.getPort(), "GET " + path + "/\"},{\"x\":\"\u0001\\ HTTP/1.1\r\nHost: h\r\n\r\n");

        var line = line(path);
        assertThat(line.getInteger("status")).isEqualTo(400);
        assertThat(line.getString("path")).isEqualTo(path + "/\"},{\"x\":\"\u0001\\");
        assertThat(line.containsKey("x")).isFalse();
    }

    @Test
    void aClientThatLeftIsSeenToo() throws IOException {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> {});

        try (var raw = new RawClient(url.getPort())) {
            raw.write("GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: " + credential + "\r\n\r\n");
            await().until(() -> !FLEET.received(path).isEmpty());
        }

        assertThat(line(path).getInteger("status")).isEqualTo(499);
    }
}

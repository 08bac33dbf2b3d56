package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AuditTest extends GatewayTest {
    private final String requestId = UUID.randomUUID().toString();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("dev.garrison.audit").addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        SECURITY.failWith = 0;
        Logger.getLogger("dev.garrison.audit").removeHandler(recorder);
    }

    private List<JsonObject> records() {
        return lines.stream()
                .map(JsonObject::new)
                .filter(entry -> requestId.equals(entry.getString("http.request.id")))
                .toList();
    }

    /** The log has a queue: what was written before the witness is there when the witness is. */
    private List<JsonObject> recordsBeforeNow() {
        var witness = UUID.randomUUID().toString();
        client.get("/api/fleet/agents", "x-request-id", witness);
        await().until(() -> lines.stream().anyMatch(line -> line.contains(witness)));
        return records();
    }

    @Test
    void aWrongPasswordLeavesOneRecordThatSaysWhoseItIs() {
        var path = unique("/api/fleet/agents");
        var wrong = FakeSecurity.basic(username, "wrong-password");

        client.post("/s/marketing" + path + "?x=query-secret", "{}", "Authorization", wrong, "x-request-id", requestId);
        client.get("/s/marketing" + path, "Authorization", wrong, "x-request-id", requestId);

        assertThat(recordsBeforeNow()).hasSizeBetween(1, 2); // an unknown operation that is no read is a 404
        var entry = records().get(records().size() - 1);
        assertThat(entry.getString("event.action")).isEqualTo("authentication_failed");
        assertThat(entry.getString("event.outcome")).isEqualTo("failure");
        assertThat(entry.getJsonArray("event.type")).containsExactly("denied");
        assertThat(entry.getJsonArray("event.category")).containsExactly("authentication");
        assertThat(entry.getString("user.name")).isEqualTo(username);
        assertThat(entry.getString("kibana.space_id")).isEqualTo("marketing");
        assertThat(entry.getString("source.ip")).isEqualTo("127.0.0.1");
        assertThat(entry.getString("http.request.method")).isEqualTo("GET");
        assertThat(entry.getString("url.path")).isEqualTo(path);
        assertThat(entry.getInteger("http.response.status_code")).isEqualTo(401);
        assertThat(entry.getString("service.name")).isEqualTo("gateway");
        assertThat(String.join("\n", lines)).doesNotContain("query-secret", "wrong-password", wrong.substring(6));
    }

    @Test
    void aWrongApiKeyIsNamedByItsIdAlone() {
        var wrong = "ApiKey " + FakeSecurity.encoded("key-1:key-secret");

        client.get(unique("/api/fleet/agents"), "Authorization", wrong, "x-request-id", requestId);

        assertThat(recordsBeforeNow()).hasSize(1);
        assertThat(records().get(0).getString("apikey.id")).isEqualTo("key-1");
        assertThat(String.join("\n", lines)).doesNotContain("key-secret", wrong.substring(7));
    }

    @ParameterizedTest
    @CsvSource({"Basic,only-a-secret", "ApiKey,only-a-secret", "Bearer,name:only-a-secret", "Digest,x:only-a-secret"})
    void whatMayBeTheSecretIsNotTakenForAName(String scheme, String text) {
        for (var credentials : List.of(text, FakeSecurity.encoded(text))) {
            client.get(
                    unique("/api/fleet/agents"),
                    "Authorization",
                    scheme + " " + credentials,
                    "x-request-id",
                    requestId);
        }

        assertThat(recordsBeforeNow()).hasSize(2).allSatisfy(entry -> assertThat(entry.getMap())
                .doesNotContainKeys("user.name", "apikey.id"));
        assertThat(String.join("\n", lines)).doesNotContain("only-a-secret", FakeSecurity.encoded(text));
    }

    @Test
    void whoComesWithoutCredentialsLeavesOne() {
        client.get(unique("/api/fleet/agents"), "x-request-id", requestId);

        assertThat(recordsBeforeNow()).hasSize(1);
        assertThat(records().get(0).getString("event.action")).isEqualTo("anonymous_access_denied");
    }

    @Test
    void theStatusRefusesOnTheRecordToo() {
        client.get("/api/status", "Authorization", FakeSecurity.basic(username, "wrong"), "x-request-id", requestId);
        client.get("/api/status", "x-request-id", requestId); // anybody may see that much

        assertThat(recordsBeforeNow()).hasSize(1);
    }

    @Test
    void whoGuessesTooOftenIsOnRecordEachTime() {
        SECURITY.failWith = 429;

        client.get(unique("/api/fleet/agents"), "Authorization", credential, "x-request-id", requestId);

        SECURITY.failWith = 0;
        assertThat(recordsBeforeNow()).hasSize(1);
        assertThat(records().get(0).getInteger("http.response.status_code")).isEqualTo(429);
        assertThat(records().get(0).getString("user.name")).isEqualTo(username);
    }

    @Test
    void whatServicesAnswerIsTheirsToRecord() {
        var path = unique("/api/fleet/agents");
        FLEET.on(path, request -> request.response().setStatusCode(403).end());

        client.get(path, "Authorization", credential, "x-request-id", requestId);
        client.post(unique("/api/fleet/agents"), "{}", "Authorization", credential, "x-request-id", requestId);
        client.post("/nowhere", "{}", "x-request-id", requestId);

        assertThat(recordsBeforeNow()).isEmpty();
    }

    @Test
    void servicesLearnTheClientsAddressFromTheGatewayAlone() {
        var path = unique("/api/fleet/agents");

        client.get(path, "Authorization", credential, "X-Garrison-Client-Address", "6.6.6.6");

        assertThat(FLEET.only(path).headers().getAll("x-garrison-client-address"))
                .containsExactly("127.0.0.1");
    }

    @Test
    void nobodyForgesARecord() throws IOException {
        var evil = FakeSecurity.basic("eve\n{\"user.name\"}\r", "x");

        RawClient.send(
                url.getPort(),
                "GET /api/fleet/\"},{ HTTP/1.1\r\nHost: h\r\nx-request-id: " + requestId + "\r\nAuthorization: " + evil
                        + "\r\n\r\n");

        assertThat(recordsBeforeNow()).hasSize(1);
        assertThat(records().get(0).getString("user.name")).isEqualTo("eve\n{\"user.name\"}\r");
        assertThat(lines).allSatisfy(line -> assertThat(line).matches("[ -~]+"));
    }
}

package dev.garrison.fleet.outputs;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.fleet.Stored;
import dev.garrison.platform.secrets.Secrets;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutputTest {
    private static final String PATH = "/api/fleet/outputs";

    @Inject
    Stored stored;

    @Inject
    OutputService outputs;

    @Inject
    Secrets secrets;

    @Test
    void theDefaultOutputIsThereFromTheStartAndComesFirst() {
        var other =
                stored.output(Map.of("name", "a", "type", "kafka", "hosts", List.of("k:9092"), "auth_type", "none"));
        asSuperuser()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("page", is(1))
                .body("perPage", is(10000))
                .body("total", is((int) stored.count("output")))
                .body("items.id", hasItem(other))
                .body(
                        "items[0]",
                        equalTo(Map.of(
                                "id", "fleet-default-output",
                                "name", "default",
                                "type", "elasticsearch",
                                "hosts", List.of("http://localhost:9200"),
                                "is_default", true,
                                "is_default_monitoring", true,
                                "preset", "balanced")));
    }

    @Test
    void replicasThatStartTogetherMakeOneDefault() {
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(outputs::ensureDefault))
                        .limit(5)
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(stored.count("output where is_default")).isEqualTo(1);
    }

    @Test
    void anotherDefaultIsLeftAlone() {
        var other = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("http://es:9200")));
        var moved =
                "update output set settings = settings || '{\"is_default\":%s,\"is_default_monitoring\":%s}' where id = ?1";
        stored.execute(moved.formatted(false, false), "fleet-default-output");
        stored.execute(moved.formatted(true, true), other);
        try {
            outputs.ensureDefault();
            assertThat(stored.value("select id from output where is_default", String.class))
                    .isEqualTo(other);
        } finally {
            stored.execute(moved.formatted(false, false), other);
            stored.execute(moved.formatted(true, true), "fleet-default-output");
        }
    }

    @Test
    void everyKindOfOutputIsReadAsItWasWritten() {
        var settings = new HashMap<String, Object>(Map.of(
                "type",
                "kafka",
                "hosts",
                List.of("k:9092"),
                "auth_type",
                "user_pass",
                "sasl",
                Map.of("mechanism", "SCRAM-SHA-256"),
                "partition",
                "hash",
                "required_acks",
                -1,
                "username",
                "u",
                "headers",
                List.of(Map.of("key", "a", "value", "b")),
                "secrets",
                Map.of("password", Map.of("id", "secret-1"))));
        settings.putAll(Collections.singletonMap("proxy_id", null));
        settings.putAll(Collections.singletonMap("connection_type", null));
        settings.putAll(Collections.singletonMap("ssl", null));
        var id = stored.output(settings);
        var item = asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .body("item", hasEntry("proxy_id", null))
                .extract()
                .<Map<String, Object>>path("item");
        assertThat(item).containsAllEntriesOf(settings);

        var remote = stored.output(Map.of(
                "type",
                "remote_elasticsearch",
                "hosts",
                List.of("https://r:443"),
                "sync_integrations",
                true,
                "kibana_url",
                "https://kibana",
                "preset",
                "throughput",
                "shipper",
                Collections.singletonMap("disk_queue_path", null)));
        asSuperuser().get(PATH + "/{id}", remote).then().statusCode(200).body("item.kibana_url", is("https://kibana"));
    }

    @Test
    void plainSecretsAreEncryptedInTheDatabaseAndComeBackAsSent() {
        var id = stored.output(
                Map.of("type", "logstash", "hosts", List.of("l:5044"), "ssl", Map.of("certificate", "CERT")));
        stored.execute(
                "update output set secrets_encrypted = ?2 where id = ?1",
                id,
                secrets.encrypt("fleet.output." + id, "{\"ssl\":{\"key\":\"KEY\"},\"password\":\"pw\"}"));
        asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .body("item.ssl", equalTo(Map.of("certificate", "CERT", "key", "KEY")))
                .body("item.password", is("pw"));
        assertThat(outputs.require(id).toString()).doesNotContain("KEY", "pw");
    }

    @Test
    void refusesUnknownOutputsAndThoseNotPrivileged() {
        asSuperuser().get(PATH + "/nowhere").then().statusCode(404).body("message", is("Output nowhere not found"));
        for (var path : List.of(PATH, PATH + "/fleet-default-output")) {
            with("fleet-agents-read")
                    .get(path)
                    .then()
                    .statusCode(403)
                    .body("message", containsString("[fleet-settings-read,fleet-agent-policies-read]"));
            with("fleet-settings-read").get(path).then().statusCode(200);
            with("fleet-agent-policies-read").get(path).then().statusCode(200);
        }
        asSuperuser().get(PATH + "?page=1").then().statusCode(400).body("message", not(containsString("Exception")));
    }
}

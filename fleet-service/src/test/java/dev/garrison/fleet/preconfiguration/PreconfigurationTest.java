package dev.garrison.fleet.preconfiguration;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PreconfigurationTest {
    private static final String FILE =
            """
            xpack.fleet.proxies:
              - id: pre-proxy
                name: Proxy
                url: http://proxy.example:3128
                certificate_key: KEY
            xpack.fleet.outputs:
              - id: pre-kafka
                name: Events
                type: kafka
                hosts: ["kafka.example:9092"]
                auth_type: ssl
                secrets:
                  ssl:
                    key: SECRET
                config:
                  loadbalance: true
                allow_edit: [topic]
              - id: pre-es
                name: Other
                type: elasticsearch
                hosts: ["https://es.example"]
                proxy_id: pre-proxy
            xpack.fleet.fleetServerHosts:
              - id: pre-host
                name: Host
                host_urls: ["https://fleet.example:8220"]
            """;

    @Inject
    Preconfiguration preconfiguration;

    @Inject
    Stored stored;

    @AfterEach
    void letGo() {
        preconfiguration.apply(PreconfigurationFile.EMPTY);
    }

    private void apply(String file) {
        preconfiguration.apply(PreconfigurationFile.parse(file));
    }

    private static ValidatableResponse put(String path, Map<String, ?> body) {
        return asSuperuser().body(body).put("/api/fleet/" + path).then();
    }

    private static ValidatableResponse delete(String path) {
        return asSuperuser().delete("/api/fleet/" + path).then();
    }

    private static Map<String, Object> get(String path) {
        return asSuperuser()
                .get("/api/fleet/" + path)
                .then()
                .statusCode(200)
                .extract()
                .path("item");
    }

    @Test
    void whatTheFileNamesIsThere() {
        apply(FILE);
        assertThat(get("outputs/pre-kafka"))
                .containsEntry("is_preconfigured", true)
                .containsEntry("config_yaml", "loadbalance: true\n")
                .containsEntry("compression", "gzip");
        assertThat(get("outputs/pre-es")).containsEntry("proxy_id", "pre-proxy");
        assertThat(get("proxies/pre-proxy")).containsEntry("is_preconfigured", true);
        assertThat(get("fleet_server_hosts/pre-host")).containsEntry("is_preconfigured", true);
        asSuperuser()
                .get("/api/fleet/settings")
                .then()
                .body("item.preconfigured_fields", is(java.util.List.of("fleet_server_hosts")));
    }

    @Test
    void clientsCannotChangeIt() {
        apply(FILE);
        put("outputs/pre-kafka", Map.of("name", "n", "client_id", "c"))
                .statusCode(400)
                .body(
                        "message",
                        is("Preconfigured output pre-kafka name cannot be updated outside of kibana config file."));
        delete("outputs/pre-kafka")
                .statusCode(400)
                .body("message", is("Preconfigured output pre-kafka cannot be deleted outside of kibana config file."));
        put("proxies/pre-proxy", Map.of("name", "n")).statusCode(403);
        delete("proxies/pre-proxy").statusCode(403).body("message", is("Cannot delete pre-proxy preconfigured proxy"));
        put("fleet_server_hosts/pre-host", Map.of("name", "n")).statusCode(403);
        delete("fleet_server_hosts/pre-host").statusCode(403);
        assertThat(get("outputs/pre-kafka")).containsEntry("name", "Events");
    }

    @Test
    void aProxyThatItsOutputsUseStays() {
        var proxy = asSuperuser()
                .body(Map.of("name", "p", "url", "http://xy"))
                .post("/api/fleet/proxies")
                .then()
                .extract()
                .<String>path("item.id");
        apply(FILE.replace("proxy_id: pre-proxy", "proxy_id: " + proxy));
        delete("proxies/" + proxy).statusCode(403);
        preconfiguration.apply(PreconfigurationFile.EMPTY);
        delete("proxies/" + proxy).statusCode(200);
    }

    @Test
    void whatClientsMayEditStaysAsTheyLeftIt() {
        apply(FILE);
        put("outputs/pre-kafka", Map.of("name", "Events", "topic", "logs")).statusCode(200);
        var policy = Policies.create(Map.of("data_output_id", "pre-kafka")).getString("id");
        apply(FILE);
        assertThat(get("outputs/pre-kafka")).containsEntry("topic", "logs");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(1); // the same file again changes nothing
        apply(FILE.replace("name: Events", "name: More"));
        assertThat(get("outputs/pre-kafka")).containsEntry("name", "More").containsEntry("topic", "logs");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(2);
        apply(FILE.replace("key: SECRET", "key: OTHER"));
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(3);
    }

    @Test
    void whatTheFileNoLongerNamesGoesButADefaultStays() {
        apply(FILE + "    is_default: true\n");
        apply(FILE.replace("name: Other", "name: Other\n    is_default: true"));
        try {
            assertThat(stored.value("select id from output where is_default", String.class))
                    .isEqualTo("pre-es");
            put("outputs/fleet-default-output", Map.of("is_default", true))
                    .statusCode(400)
                    .body(
                            "message",
                            is(
                                    "Preconfigured output pre-es is_default cannot be updated outside of kibana config file."));
            preconfiguration.apply(PreconfigurationFile.EMPTY);
            assertThat(stored.count("output where id = 'pre-kafka'")).isZero();
            assertThat(stored.count("fleet_proxy where id = 'pre-proxy'")).isZero();
            assertThat(get("outputs/pre-es"))
                    .containsEntry("is_preconfigured", false)
                    .containsEntry("proxy_id", null);
        } finally {
            preconfiguration.apply(PreconfigurationFile.EMPTY);
            put("outputs/fleet-default-output", Map.of("is_default", true)).statusCode(200);
            delete("outputs/pre-es").statusCode(200);
            stored.execute(
                    "update fleet_server_host set settings = settings || '{\"is_default\":false}' where is_default");
            stored.execute("delete from fleet_server_host where id = 'pre-host'");
        }
    }

    @Test
    void replicasThatStartTogetherDoItOnce() {
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> apply(FILE)))
                        .limit(4)
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(stored.count("output where is_preconfigured")).isEqualTo(2);
    }

    @Test
    void aFileThatIsWrongIsRefusedWhole() {
        for (var wrong : java.util.List.of(
                "a: [",
                "xpack.fleet.packages: []",
                "xpack.fleet.outputs: [{name: a, type: kafka}]",
                FILE.replace("id: pre-es", "id: pre-kafka"),
                FILE.replace("auth_type: ssl", "auth_type: none"),
                FILE.replace("proxy_id: pre-proxy", "proxy_id: nowhere"))) {
            assertThatThrownBy(() -> apply(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("garrison.fleet.preconfiguration: ")
                    .hasMessageNotContaining("SECRET");
            assertThat(stored.count("fleet_proxy where is_preconfigured")).isZero();
        }
    }
}

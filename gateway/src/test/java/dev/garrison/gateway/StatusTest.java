package dev.garrison.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StatusTest extends GatewayTest {

    @BeforeEach
    @AfterEach
    void everythingIsReady() {
        FLEET.ready = true;
        SECURITY.ready = true;
        await().untilAsserted(() ->
                assertThat(level(client.get("/api/status").body())).isEqualTo("available"));
    }

    private static String level(String body) {
        return new JsonObject(body)
                .getJsonObject("status")
                .getJsonObject("overall")
                .getString("level");
    }

    private JsonObject full() {
        return new JsonObject(
                client.get("/api/status", "Authorization", credential).body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/status", "/s/any/api/status"})
    void withoutCredentialsTheLevelIsAllThereIs(String path) {
        var answer = client.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":{\"overall\":{\"level\":\"available\"}}}");
        assertThat(answer.headers().firstValue("elastic-api-version")).contains("2023-10-31");
    }

    @Test
    void wrongCredentialsAre401() {
        assertThat(client.get("/api/status", "Authorization", FakeSecurity.basic("a", "b"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(client.get("/api/status", "Authorization", "Digest x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whoIsKnownSeesItInFull() {
        var document = full();

        assertThat(document.getString("name")).isEqualTo("garrison");
        assertThat(UUID.fromString(document.getString("uuid")).toString()).isEqualTo(full().getString("uuid"));
        var version = document.getJsonObject("version");
        assertThat(version.getString("number")).isEqualTo("8.18.0");
        assertThat(version.getString("build_flavor")).isEqualTo("traditional");
        assertThat(version.getBoolean("build_snapshot")).isFalse();
        assertThat(version.getString("build_hash")).isNotBlank();
        assertThat(version.getLong("build_number")).isNotNull();
        assertThat(Instant.parse(version.getString("build_date"))).isBefore(Instant.now());
        var status = document.getJsonObject("status");
        assertThat(status.getJsonObject("overall").getString("level")).isEqualTo("available");
        assertThat(status.getJsonObject("overall").getString("summary")).isEqualTo("All services are available");
        assertThat(status.getJsonObject("core").fieldNames())
                .containsExactlyInAnyOrder("elasticsearch", "savedObjects");
        assertThat(status.getJsonObject("plugins").fieldNames())
                .contains("fleet", "cases", "alerting", "actions", "security", "spaces", "osquery", "apm", "dataViews");
        status.getJsonObject("plugins").forEach(plugin -> assertThat(((JsonObject) plugin.getValue()).fieldNames())
                .containsExactlyInAnyOrder("level", "summary", "meta"));
    }

    @Test
    void metricsAreThisProcess() {
        var before = full().getJsonObject("metrics").getJsonObject("requests").getLong("total");
        for (int i = 0; i < 3; i++) {
            client.get("/api/fleet/agents", "Authorization", credential);
        }

        var metrics = full().getJsonObject("metrics");
        assertThat(metrics.getJsonObject("requests").getLong("total")).isGreaterThanOrEqualTo(before + 3);
        assertThat(metrics.getJsonObject("process").getLong("pid"))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(metrics.getJsonObject("process")
                        .getJsonObject("memory")
                        .getJsonObject("heap")
                        .getLong("used_in_bytes"))
                .isPositive();
        assertThat(metrics.getJsonObject("elasticsearch_client").getInteger("totalIdleSockets"))
                .isPositive();
        assertThat(metrics.getJsonObject("elasticsearch_client").getInteger("totalActiveSockets"))
                .isZero();
        assertThat(metrics.getInteger("collection_interval_in_millis")).isEqualTo(200);
        assertThat(Instant.parse(metrics.getString("last_updated")))
                .isAfter(Instant.now().minusSeconds(10));
    }

    @Test
    void withAServiceAwayTheRestWorks() {
        FLEET.ready = false;

        await().untilAsserted(() -> {
            var answer = client.get("/api/status", "Authorization", credential);
            assertThat(answer.statusCode()).isEqualTo(200);
            var status = new JsonObject(answer.body()).getJsonObject("status");
            assertThat(status.getJsonObject("overall").getString("level")).isEqualTo("degraded");
            assertThat(status.getJsonObject("plugins").getJsonObject("fleet").getString("level"))
                    .isEqualTo("unavailable");
            assertThat(status.getJsonObject("plugins").getJsonObject("fleet").getString("summary"))
                    .isEqualTo("fleet-service is not ready");
            assertThat(status.getJsonObject("plugins").getJsonObject("cases").getString("level"))
                    .isEqualTo("available");
        });
    }

    @Test
    void withoutSecurityServiceNothingDoes() {
        SECURITY.ready = false;

        await().untilAsserted(() -> {
            var answer = client.get("/api/status");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("{\"status\":{\"overall\":{\"level\":\"unavailable\"}}}");
        });
        var full = client.get("/api/status", "Authorization", credential);
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(full.body())
                        .getJsonObject("status")
                        .getJsonObject("plugins")
                        .getJsonObject("security")
                        .getString("level"))
                .isEqualTo("unavailable");
    }

    @Test
    void statusCanBeAskedWhileNobodyCanBeAuthenticated() {
        var stranger = SECURITY.user("stranger-" + username);
        SECURITY.stop();
        try {
            await().untilAsserted(() -> {
                var answer = client.get("/api/status", "Authorization", stranger);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).isEqualTo("{\"status\":{\"overall\":{\"level\":\"unavailable\"}}}");
            });
        } finally {
            SECURITY.start();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "v7format=true&v8format=true;[request query]: provide only one format option: v7format or v8format",
                "v7format=maybe;[request query.v7format]: expected value of type [boolean] but got [string]",
                "x=1;[request query.x]: definition for this key is missing",
            })
    void aWrongQueryIs400(String query, String message) {
        var answer = client.get("/api/status?" + query, "Authorization", credential);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getString("message")).isEqualTo(message);
        assertThat(client.get("/api/status?v8format=true", "Authorization", credential)
                        .statusCode())
                .isEqualTo(200);
    }
}

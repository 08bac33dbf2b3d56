package dev.garrison.fleet.settings;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SettingsTest {
    private static final String PATH = "/api/fleet/settings";

    @Inject
    Stored stored;

    @Inject
    SettingsService settings;

    @Inject
    UnenrolledAgentCleanup cleanup;

    private static Map<String, Object> put(Map<String, ?> body) {
        return asSuperuser()
                .body(body)
                .put(PATH)
                .then()
                .statusCode(200)
                .extract()
                .path("item");
    }

    @Test
    void aPutMergesAndAnswersTheWholeRecord() {
        put(Map.of("kibana_urls", List.of("https://k"), "prerelease_integrations_enabled", true));
        var item = put(Map.of("has_seen_add_data_notice", true));
        assertThat(item)
                .containsEntry("id", "fleet-default-settings")
                .containsEntry("kibana_urls", List.of("https://k"))
                .containsEntry("prerelease_integrations_enabled", true)
                .containsEntry("has_seen_add_data_notice", true)
                .containsEntry("secret_storage_requirements_met", true)
                .containsKey("version");
        assertThat(settings.arePrereleasesEnabled()).isTrue();
        assertThat(with("fleet-settings-read").get(PATH).then().extract().<Map<String, Object>>path("item"))
                .isEqualTo(item);
        assertThat(put(Map.of("prerelease_integrations_enabled", false)).get("version"))
                .isNotEqualTo(item.get("version"));
    }

    @Test
    void agentsThatHaveLeftAreDeletedWhereTheSettingsAskForIt() {
        var policy = Policies.create();
        var here = stored.agent(policy);
        var left = stored.agent(policy);
        stored.execute("update agent set active = false where id = ?1", left);
        put(Map.of("delete_unenrolled_agents", Map.of("enabled", false, "is_preconfigured", false)));
        cleanup.run();
        assertThat(stored.count("agent where policy_id = ?1", policy)).isEqualTo(2);

        put(Map.of("delete_unenrolled_agents", Map.of("enabled", true, "is_preconfigured", false)));
        cleanup.run();
        assertThat(stored.value("select id from agent where policy_id = ?1", String.class, policy))
                .isEqualTo(here);
        put(Map.of("delete_unenrolled_agents", Map.of("enabled", false, "is_preconfigured", false)));
    }

    @Test
    void refuses() {
        asSuperuser().body(Map.of("kibana_urls", List.of("k"))).put(PATH).then().statusCode(400);
        asSuperuser()
                .body(Map.of("fleet_server_hosts", List.of()))
                .put(PATH)
                .then()
                .statusCode(400)
                .body("message", containsString("definition for this key is missing"));
        with("fleet-settings-read").body(Map.of()).put(PATH).then().statusCode(403);
        with("fleet-agents-all").get(PATH).then().statusCode(403);
    }
}

package dev.garrison.fleet.setup;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SetupTest {
    @Inject
    Stored stored;

    @Test
    void fleetIsReadyFromTheStart() {
        asSuperuser()
                .get("/api/fleet/agents/setup")
                .then()
                .statusCode(200)
                .body(
                        "$",
                        equalTo(Map.of(
                                "isReady", true,
                                "missing_requirements", List.of(),
                                "missing_optional_features", List.of(),
                                "is_secrets_storage_enabled", true,
                                "is_space_awareness_enabled", false)));
    }

    @Test
    void setupAddsWhatIsMissingAndNothingTwice() {
        var withKey = Policies.create();
        var withoutKey = Policies.create();
        stored.execute("update enrollment_api_key set active = false where policy_id = ?1", withoutKey);
        for (var path : List.of("/api/fleet/setup", "/api/fleet/agents/setup")) {
            asSuperuser()
                    .post(path)
                    .then()
                    .statusCode(200)
                    .body("$", equalTo(Map.of("isInitialized", true, "nonFatalErrors", List.of())));
        }
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", withKey))
                .isEqualTo(1);
        assertThat(stored.count("enrollment_api_key where policy_id = ?1 and active", withoutKey))
                .isEqualTo(1);
        assertThat(stored.count("output where is_default")).isEqualTo(1);
        assertThat(stored.count("agent_download_source where is_default")).isEqualTo(1);
    }

    @Test
    void anyOfTheReadingPrivilegesIsEnough() {
        for (var privilege :
                List.of("fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup")) {
            with(privilege).get("/api/fleet/agents/setup").then().statusCode(200);
            with(privilege).post("/api/fleet/setup").then().statusCode(200);
        }
        with("integrations-read").get("/api/fleet/agents/setup").then().statusCode(403);
        with("integrations-read").post("/api/fleet/setup").then().statusCode(403);
        with("integrations-read").post("/api/fleet/agents/setup").then().statusCode(403);
    }
}

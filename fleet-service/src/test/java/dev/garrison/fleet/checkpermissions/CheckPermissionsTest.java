package dev.garrison.fleet.checkpermissions;

import static dev.garrison.platform.testing.Api.with;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CheckPermissionsTest {
    private static void expect(RequestSpecification caller, Map<String, ?> answer) {
        caller.get("/api/fleet/check-permissions").then().statusCode(200).body("$", equalTo(answer));
    }

    @Test
    void everybodyIsToldWhatTheyMay() {
        var setup = Map.of("fleetServerSetup", true);
        expect(with("fleet-agents-read"), Map.of("success", true));
        expect(with("integrations-all"), Map.of("success", false, "error", "MISSING_PRIVILEGES"));
        expect(
                with("fleet-agents-all", "fleet-settings-all").queryParams(setup),
                Map.of("success", false, "error", "MISSING_FLEET_SERVER_SETUP_PRIVILEGES"));
        expect(
                with("fleet-agents-all", "fleet-settings-all", "fleet-agent-policies-all")
                        .queryParams(setup),
                Map.of("success", true));
    }
}

package dev.garrison.fleet.serverhosts;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HealthCheckTest {
    @Inject
    Stored stored;

    @Inject
    Fleet fleet;

    private static ValidatableResponse check(String id) {
        return asSuperuser()
                .body(Map.of("id", id))
                .post("/api/fleet/health_check")
                .then();
    }

    @Test
    void aFleetServerSaysHowItIs() {
        var id = stored.fleetServerHost("http://localhost:" + fleet.port());
        check(id)
                .statusCode(200)
                .body("$", equalTo(Map.of("status", "HEALTHY", "name", "fleet-server", "host_id", id)));
    }

    @Test
    void whereNobodyAnswersItIsOffline() {
        var id = stored.fleetServerHost("http://localhost:1");
        check(id).statusCode(200).body("$", equalTo(Map.of("status", "OFFLINE", "host_id", id)));
    }

    @Test
    void refusesUnknownHostsPrivateAddressesAndTheUnprivileged() {
        check("nowhere").statusCode(404).body("message", is("Fleet server nowhere not found"));
        check(stored.fleetServerHost("http://127.0.0.1:" + fleet.port()))
                .statusCode(400)
                .body("message", containsString("private address"));
        with("fleet-settings-read")
                .body(Map.of("id", "x"))
                .post("/api/fleet/health_check")
                .then()
                .statusCode(403);
    }
}

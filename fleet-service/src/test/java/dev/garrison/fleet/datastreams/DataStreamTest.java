package dev.garrison.fleet.datastreams;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DataStreamTest {
    @Test
    void thereIsNoneToBeSeen() {
        asSuperuser()
                .get("/api/fleet/data_streams")
                .then()
                .statusCode(200)
                .body("$", equalTo(Map.of("data_streams", List.of())));
        with("fleet-agents-all").get("/api/fleet/data_streams").then().statusCode(403);
    }
}

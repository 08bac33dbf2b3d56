package dev.garrison.endpoint.action;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ActionStateTest {
    private static final String PATH = "/api/endpoint/action/state";

    @Test
    void actionsCanEncryptWithTheConfiguredKey() {
        asSuperuser()
                .get(PATH)
                .then()
                .statusCode(200)
                .body("$", equalTo(Map.of("body", Map.of("data", Map.of("canEncrypt", true)))));
    }

    @Test
    void whoeverMayRunSomeActionMayAsk() {
        with("securitySolution", "securitySolution-writeFileOperations")
                .get(PATH)
                .then()
                .statusCode(200);
        with("securitySolution")
                .get(PATH)
                .then()
                .statusCode(403)
                .body("message", containsString("securitySolution-writeHostIsolation"));
        given().get(PATH).then().statusCode(401);
    }

    @Test
    void theServiceIsHealthyAndDocumentsItself() {
        given().get("/q/health").then().statusCode(200).body("status", is("UP"));
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'" + PATH + "'.get.'x-privileges'.all[0]", is("securitySolution"));
    }
}

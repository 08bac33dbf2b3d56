package dev.garrison.security.serviceaccounts;

import static dev.garrison.platform.testing.Api.with;
import static dev.garrison.security.Identities.authenticate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FleetServerTokenTest {
    private static final String PATH = "/internal/security/fleet_server_token";

    @Inject
    ServiceTokenRepository tokens;

    private static ValidatableResponse post(Map<String, ?> body) {
        return with("fleet-agents-all").body(body).post(PATH).then();
    }

    @Test
    void whoMayAddAgentsGetsATokenThatLogsAFleetServerIn() {
        var value = post(Map.of())
                .statusCode(200)
                .body("name", matchesPattern("token-\\d{13}"))
                .extract()
                .<String>path("value");
        authenticate("Bearer " + value).then().statusCode(200).body("username", is("elastic/fleet-server"));

        var remote = post(Map.of("remote", true)).statusCode(200).extract().<String>path("value");
        authenticate("Bearer " + remote).then().statusCode(200).body("username", is("elastic/fleet-server-remote"));
    }

    @Test
    void eachCallMakesAnother() {
        var names = new HashSet<String>();
        for (int i = 0; i < 10; i++) {
            names.add(post(Map.of()).statusCode(200).extract().path("name"));
        }
        assertThat(names).hasSize(10);
    }

    @Test
    void nobodyElseGetsOne() {
        var before = tokens.count();
        with("fleet-agents-read", "fleet-settings-all")
                .body(Map.of())
                .post(PATH)
                .then()
                .statusCode(403);
        io.restassured.RestAssured.given()
                .header("kbn-xsrf", "x")
                .contentType("application/json")
                .body(Map.of())
                .post(PATH)
                .then()
                .statusCode(401);
        post(Map.of("account", "elastic/kibana")).statusCode(400);
        assertThat(tokens.count()).isEqualTo(before);
    }
}

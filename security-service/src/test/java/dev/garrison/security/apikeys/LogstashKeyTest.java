package dev.garrison.security.apikeys;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What fleet-service asks for with its caller's token when that wants a key for a Logstash. */
@QuarkusTest
class LogstashKeyTest {
    private static final Map<String, ?> ROLE = Map.of(
            "cluster",
            List.of("monitor"),
            "indices",
            List.of(Map.of(
                    "names",
                    List.of("logs-*-*", "metrics-*-*", ".logs-endpoint.action.responses-*"),
                    "privileges",
                    List.of("auto_configure", "create_doc"))));

    @Test
    void theCallersTokenIsEnough() {
        asElastic()
                .body(Map.of("cluster", ROLE.get("cluster"), "index", ROLE.get("indices")))
                .post("/_security/user/_has_privileges")
                .then()
                .statusCode(200)
                .body("has_all_requested", is(true));
        var encoded = asElastic()
                .body(Map.of(
                        "name",
                        "Fleet Logstash output",
                        "metadata",
                        Map.of("managed_by", "fleet", "managed", true, "type", "logstash"),
                        "role_descriptors",
                        Map.of("logstash-output", ROLE)))
                .post("/_security/api_key")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("encoded");
        authenticate("ApiKey " + encoded).then().statusCode(200).body("username", is("elastic"));
    }

    @Test
    void aCallerWithoutRolesMayNot() {
        as(Tokens.with("fleet-settings-all"))
                .body(Map.of("name", "n", "role_descriptors", Map.of("logstash-output", ROLE)))
                .post("/_security/api_key")
                .then()
                .statusCode(403);
    }
}

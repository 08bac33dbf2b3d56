package dev.garrison.security.authentication;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class HasPrivilegesTest {
    private static final String ASK = "/_security/user/_has_privileges";
    private static final String QUESTION =
            """
            {
              "cluster": ["monitor", "manage_security"],
              "index": [
                {"names": ["logs-app", "logs-*", "metrics-app"], "privileges": ["read", "index"]},
                {"names": "traces-1", "privileges": "write"}
              ],
              "application": [
                {"application": "kibana-.kibana", "privileges": ["feature_apm.read", "all"], "resources": ["space:a", "*"]}
              ]
            }""";

    @Test
    void theSuperuserHoldsEverything() {
        asElastic()
                .body(QUESTION)
                .post(ASK)
                .then()
                .statusCode(200)
                .body("username", is("elastic"))
                .body("has_all_requested", is(true))
                .body("cluster", equalTo(Map.of("monitor", true, "manage_security", true)))
                .body("index.logs-app", equalTo(Map.of("read", true, "index", true)))
                .body("application.'kibana-.kibana'.'*'.all", is(true));
    }

    @Test
    void nobodyHoldsNothing() {
        var username = userWith();
        as(basic(username))
                .body(QUESTION)
                .post(ASK)
                .then()
                .statusCode(200)
                .body("username", is(username))
                .body("has_all_requested", is(false))
                .body("cluster", equalTo(Map.of("monitor", false, "manage_security", false)))
                .body("index.traces-1", equalTo(Map.of("write", false)))
                .body("application.'kibana-.kibana'.'space:a'.all", is(false));
    }

    @Test
    void anApiKeyHoldsWhatItsDescriptorsSay() {
        var role = Map.of(
                "cluster", List.of("manage"),
                "indices",
                        List.of(
                                Map.of("names", List.of("logs-*"), "privileges", List.of("read")),
                                Map.of("names", List.of("logs-a?p", "traces-*"), "privileges", List.of("write"))),
                "applications",
                        List.of(Map.of(
                                "application", "kibana-*",
                                "privileges", List.of("feature_apm.*"),
                                "resources", List.of("space:*"))));
        var key = keyOf(asElastic(), Map.of("role_descriptors", Map.of("r", role)));

        as(apiKey(key))
                .body(QUESTION)
                .post(ASK)
                .then()
                .statusCode(200)
                .body("has_all_requested", is(false))
                .body("cluster", equalTo(Map.of("monitor", true, "manage_security", false)))
                .body("index.logs-app", equalTo(Map.of("read", true, "index", true)))
                .body("index.'logs-*'", equalTo(Map.of("read", true, "index", false)))
                .body("index.metrics-app", equalTo(Map.of("read", false, "index", false)))
                .body("index.traces-1", equalTo(Map.of("write", true)))
                .body(
                        "application.'kibana-.kibana'",
                        equalTo(Map.of(
                                "space:a", Map.of("feature_apm.read", true, "all", false),
                                "*", Map.of("feature_apm.read", false, "all", false))));
    }

    @Test
    void aPatternIsNotHeldByAPlaceholderOfOneCharacter() {
        var role = Map.of("indices", List.of(Map.of("names", List.of("logs-?"), "privileges", List.of("read"))));
        var key = keyOf(asElastic(), Map.of("role_descriptors", Map.of("r", role)));

        as(apiKey(key))
                .body("{\"index\":[{\"names\":[\"logs-*\",\"logs-a\"],\"privileges\":[\"read\"]}]}")
                .post(ASK)
                .then()
                .body("index.'logs-*'.read", is(false))
                .body("index.logs-a.read", is(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Validation Failed: 1: must specify at least one privilege;",
                "{\"cluster\":[\"nope\"]} | unknown cluster privilege [nope]",
                "{\"index\":[{\"names\":[\"a\"],\"privileges\":[\"nope\"]}]} | unknown index privilege [nope]",
                "{\"index\":[{\"names\":[\"a\"]}]} | Required [index.0.privileges]",
                "{\"application\":[{\"application\":\"a\",\"privileges\":[\"b\"]}]} | Required [application.0.resources]",
                "{\"x\":1} | unknown field [x]",
            })
    void aBadQuestionIsRefused(String body, String reason) {
        asElastic().body(body).post(ASK).then().statusCode(400).body("error.reason", is(reason));
    }
}

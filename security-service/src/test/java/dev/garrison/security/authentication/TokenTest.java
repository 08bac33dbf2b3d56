package dev.garrison.security.authentication;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.claims;
import static dev.garrison.security.Identities.encode;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.newName;
import static dev.garrison.security.Identities.userWith;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import dev.garrison.security.TestClock;
import dev.garrison.security.users.User;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class TokenTest {
    private static final String MISSING =
            "missing authentication credentials for REST request [/_security/_authenticate]";
    private static final String REFUSED =
            "unable to authenticate with provided credentials and anonymous access is not allowed for this request";

    @Inject
    TestClock clock;

    @AfterEach
    void reset() {
        clock.reset();
    }

    @Test
    void theSuperuserGetsATokenThatHoldsEverything() {
        var answer = authenticate(basic("elastic", "changeme"), "marketing", "10.0.0.1");

        answer.then()
                .statusCode(200)
                .body("username", is("elastic"))
                .body("realm", is("reserved"))
                .body("authentication_type", is("realm"))
                .body("expires_in", is(120))
                .body("$", not(hasKey("api_key_id")));
        var claims = claims(answer);
        assertThat(claims.path("space").asText()).isEqualTo("marketing");
        assertThat(claims.path("priv").toString()).isEqualTo("[\"*\"]");
        assertThat(claims.path("cluster").toString()).isEqualTo("[\"all\"]");
        assertThat(claims.path("puid").asText()).isEqualTo("u_mGBROF_q5bmFCATbLXAcCwKa0k8JvONAwSruelyKA5E_0");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(120);
    }

    @Test
    void aUserWithoutRolesIsKnownAndHoldsNothing() {
        var claims = claims(authenticate(basic(userWith("no such role"))));

        assertThat(claims.path("priv")).isEmpty();
        assertThat(claims.path("cluster")).isEmpty();
    }

    @Test
    void anApiKeyHoldsWhatItsDescriptorsAndItsOwnerBothGrant() {
        var role = Map.of(
                "cluster",
                List.of("manage_api_key"),
                "applications",
                List.of(Map.of(
                        "application",
                        "kibana-.kibana",
                        "privileges",
                        List.of("feature_indexPatterns.all"),
                        "resources",
                        List.of("space:marketing"))));
        var key = keyOf(asElastic(), Map.of("role_descriptors", Map.of("r", role)));

        var there = authenticate(apiKey(key), "marketing", "10.0.0.1");
        there.then()
                .body("username", is("elastic"))
                .body("authentication_type", is("api_key"))
                .body("api_key_id", is(key.get("id")));
        assertThat(claims(there).path("priv").toString())
                .contains("\"indexPatterns:manage\"")
                .doesNotContain("fleet");
        assertThat(claims(there).path("cluster").toString()).contains("\"manage_own_api_key\"");
        assertThat(claims(authenticate(apiKey(key))).path("priv")).isEmpty();

        var ofNobody = keyOf(
                dev.garrison.platform.testing.Api.as(
                        Tokens.of(userWith(), "default", java.util.Set.of(), java.util.Set.of("manage_own_api_key"))),
                Map.of("role_descriptors", Map.of("r", role)));
        var claims = claims(authenticate(apiKey(ofNobody), "marketing", "10.0.0.1"));
        assertThat(claims.path("priv")).isEmpty();
        assertThat(claims.path("cluster")).isEmpty();
    }

    @Test
    void aTokenDoesNotOutliveItsApiKey() {
        var key = keyOf(asElastic(), Map.of("expiration", "1h"));
        authenticate(apiKey(key)).then().body("expires_in", is(120));
        clock.advance(Duration.ofMinutes(59).plusSeconds(30));

        var left = authenticate(apiKey(key)).jsonPath().getInt("expires_in");

        assertThat(left).isBetween(20, 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "BASIC", "Basic"})
    void theSchemesCaseDoesNotMatter(String scheme) {
        authenticate(scheme + "  " + encode("elastic:changeme")).then().statusCode(200);
    }

    @Test
    void nobodyLearnsWhichOfNameAndPasswordIsWrong() {
        var known = userWith();
        var unknown = newName();
        for (var user : List.of(known, unknown)) {
            authenticate(basic(user, "wrong"))
                    .then()
                    .statusCode(401)
                    .contentType("application/json; charset=utf-8")
                    .body(equalTo(("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"unable to authenticate"
                                    + " user [%s] for REST request [/_security/_authenticate]\"}")
                            .formatted(user)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | " + MISSING,
                "Digest abc | " + MISSING,
                "Basic *** | " + MISSING,
                "Basic bm9jb2xvbg== | " + MISSING, // nocolon
                "Basic /////w== | " + MISSING, // not UTF-8
                "ApiKey bm9jb2xvbg== | " + REFUSED,
                "ApiKey bm9ib2R5OnNlY3JldA== | " + REFUSED, // nobody:secret
                "ApiKey AAA6AAA= | " + REFUSED, // holds a NUL
                "Bearer AAEAAWVsYXN0aWMvZmxlZXQtc2VydmVyL3g6eQ | " + REFUSED, // elastic/fleet-server/x:y
                "Bearer AAEAAA | " + REFUSED,
                "Bearer !!! | " + REFUSED,
            })
    void whatIsNoCredentialIsRefused(String authorization, String message) {
        authenticate(authorization)
                .then()
                .statusCode(401)
                .body("statusCode", is(401))
                .body("error", is("Unauthorized"))
                .body("message", is(message));
    }

    @Test
    void aTokenForServicesIsNoCredential() {
        var token = authenticate(basic("elastic", "changeme")).jsonPath().getString("token");

        authenticate("Bearer " + token).then().statusCode(401);
        authenticate(Tokens.superuser()).then().statusCode(401);
    }

    @Test
    void anEndlessNameIsRefused() {
        authenticate(basic("x".repeat(1000), "y")).then().statusCode(401);
        authenticate(basic("x".repeat(507), "y")).then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | [request body.authorization]: expected value of type [string] but got [undefined]",
                "{\"authorization\":\"Basic x\",\"space\":\"A\",\"address\":\"a\"} | [request body.space]: must be lower case, a-z, 0-9, '_', and '-' are allowed",
                "{\"authorization\":\"Basic x\",\"space\":\"a\"} | [request body.address]: expected value of type [string] but got [undefined]",
            })
    void aMalformedQuestionIsRefused(String body, String message) {
        given().contentType("application/json")
                .body(body)
                .post("/internal/authenticate")
                .then()
                .statusCode(400)
                .body("message", is(message));
    }

    @Test
    void aForgedTokenIsRefused() {
        given().header("Authorization", Tokens.forged())
                .get("/_security/_authenticate")
                .then()
                .statusCode(401)
                .body("error.type", is("security_exception"));
        given().get("/_security/_authenticate").then().statusCode(401);
    }

    @Test
    void aUserSeesWhoTheyAre() {
        var username = userWith("superuser", "another");

        as(basic(username))
                .get("/_security/_authenticate")
                .then()
                .statusCode(200)
                .header("X-Elastic-Product", "Elasticsearch")
                .body("username", is(username))
                .body("roles", equalTo(List.of("superuser", "another")))
                .body("$", hasKey("full_name"))
                .body("$", hasKey("email"))
                .body("metadata", equalTo(Map.of()))
                .body("enabled", is(true))
                .body("authentication_realm", equalTo(Map.of("name", "native", "type", "native")))
                .body("lookup_realm", equalTo(Map.of("name", "native", "type", "native")))
                .body("authentication_type", is("realm"))
                .body("$", not(hasKey("api_key")));
        asElastic().get("/_security/_authenticate").then().body("authentication_realm.type", is("reserved"));
    }

    @Test
    void anApiKeySeesItsOwnerAndItself() {
        var key = keyOf(asElastic(), Map.of("name", "robot"));

        as(apiKey(key))
                .get("/_security/_authenticate")
                .then()
                .statusCode(200)
                .body("username", is("elastic"))
                .body("authentication_type", is("api_key"))
                .body("authentication_realm.type", is("_es_api_key"))
                .body("api_key", equalTo(Map.of("id", key.get("id"), "name", "robot")))
                .body("roles", equalTo(List.of()));
    }

    @Test
    void aTokenOfSomebodyWhoIsGoneTellsNothing() {
        var username = userWith();
        var token = as(basic(username));
        asElastic().delete("/_security/user/{name}", username).then().statusCode(200);

        token.get("/_security/_authenticate").then().statusCode(401);
    }

    @Test
    void theProfileIdIsTheNamesForEver() {
        assertThat(User.profileUidOf("ana")).isEqualTo(User.profileUidOf("ana")).matches("u_[A-Za-z0-9_-]{43}_0");
    }
}

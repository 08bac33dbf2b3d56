package dev.garrison.security.jwt;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.claims;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.security.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(value = Issuer.class, restrictToAnnotatedClass = true)
class JwtTest {
    private static final Consumer<JwtClaims> AS_IT_IS = claims -> {};

    @Inject
    TestClock clock;

    private final String username = newName();

    @AfterEach
    void reset() {
        clock.reset();
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private String refusedOr200(String token) {
        var answer = authenticate(bearer(token));
        if (answer.statusCode() == 200) {
            return "accepted";
        }
        answer.then()
                .statusCode(401)
                .body(
                        "message",
                        is("unable to authenticate with provided credentials and anonymous access is not allowed for"
                                + " this request"));
        return "refused";
    }

    @Test
    void aGoodTokenIsWhomTheIssuerVouchesFor() {
        var answer = authenticate(bearer(Issuer.token(username, AS_IT_IS)), "marketing", "10.0.0.1");

        answer.then()
                .statusCode(200)
                .body("username", is(username))
                .body("realm", is("jwt1"))
                .body("authentication_type", is("realm"))
                .body("api_key_id", nullValue())
                .body("expires_in", is(120));
        assertThat(claims(answer).path("priv").toString()).isEqualTo("[\"*\"]");
        assertThat(claims(answer).path("cluster").toString()).isEqualTo("[\"all\"]");
        assertThat(claims(answer).path("space").asText()).isEqualTo("marketing");
    }

    static List<Consumer<JwtClaims>> bad() {
        return List.of(
                claims -> claims.setIssuer("https://somebody.else"),
                claims -> claims.unsetClaim("iss"),
                claims -> claims.setAudience("somebody else"),
                claims -> claims.unsetClaim("aud"),
                claims -> claims.setExpirationTimeMinutesInTheFuture(-2),
                claims -> claims.unsetClaim("exp"),
                claims -> claims.setNotBeforeMinutesInThePast(-3),
                claims -> claims.unsetClaim("sub"),
                claims -> claims.setSubject(" "),
                claims -> claims.setSubject("elastic"),
                claims -> claims.setSubject("a\nb"),
                claims -> claims.setSubject("a\u0000"),
                claims -> claims.setSubject("x".repeat(508)),
                claims -> claims.setClaim("sub", 5));
    }

    @ParameterizedTest
    @MethodSource
    void bad(Consumer<JwtClaims> change) {
        assertThat(refusedOr200(Issuer.token(username, change))).isEqualTo("refused");
    }

    @Test
    void anotherAudienceOfOursAndASlightlyWrongClockAreFine() {
        assertThat(refusedOr200(Issuer.token(username, claims -> claims.setAudience("x", "another"))))
                .isEqualTo("accepted");
        assertThat(refusedOr200(Issuer.token(username, claims -> claims.setExpirationTimeMinutesInTheFuture(-0.5f))))
                .isEqualTo("accepted");
    }

    @Test
    void aSignatureOfSomebodyElseIsRefused() {
        var impostor = Issuer.newKey("key-1");
        assertThat(refusedOr200(Issuer.token(impostor, username, AS_IT_IS))).isEqualTo("refused");

        var good = Issuer.token(username, AS_IT_IS);
        var payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Issuer.claims("another", AS_IT_IS).toJson().getBytes(StandardCharsets.UTF_8));
        var parts = good.split("\\.");
        assertThat(refusedOr200(parts[0] + "." + payload + "." + parts[2])).isEqualTo("refused");
        assertThat(refusedOr200(parts[0] + "." + parts[1] + ".")).isEqualTo("refused");
        assertThat(refusedOr200(parts[0] + "." + parts[1])).isEqualTo("refused");
        assertThat(refusedOr200(good)).isEqualTo("accepted");
    }

    @Test
    void whatIsNotSignedIsRefused() {
        var none = new JsonWebSignature();
        none.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        none.setPayload(Issuer.claims(username, AS_IT_IS).toJson());

        assertThat(refusedOr200(Issuer.compact(none))).isEqualTo("refused");
    }

    @Test
    void thePublicKeyIsNoSharedSecret() {
        var confused = new JsonWebSignature();
        confused.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        confused.setKeyIdHeaderValue("key-1");
        confused.setKey(new HmacKey(Issuer.KEYS.get(0).getKey().getEncoded()));
        confused.setPayload(Issuer.claims(username, AS_IT_IS).toJson());

        assertThat(refusedOr200(Issuer.compact(confused))).isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eyJ.", "eyJhbGciOiJSUzI1NiJ9.x.y", "eyJ...", "eyJ.a.b.c.d"})
    void whatOnlyLooksLikeOneIsRefused(String token) {
        assertThat(refusedOr200(token)).isEqualTo("refused");
    }

    @Test
    void groupsThatNobodyMappedGrantNothing() {
        var answer = authenticate(bearer(
                Issuer.token(username, claims -> claims.setStringListClaim("groups", "superuser", "platform admins"))));

        assertThat(claims(answer).path("priv")).isEmpty();
        assertThat(claims(answer).path("cluster")).isEmpty();
        var oneGroup = authenticate(bearer(Issuer.token(username, claims -> claims.setStringClaim("groups", "root"))));
        assertThat(claims(oneGroup).path("cluster").toString()).isEqualTo("[\"all\"]");
        var none = authenticate(bearer(Issuer.token(username, claims -> claims.unsetClaim("groups"))));
        assertThat(claims(none).path("priv")).isEmpty();
    }

    @Test
    void whatTheGatewayGetsDoesNotOutliveTheToken() {
        var token = Issuer.token(username, claims -> claims.setExpirationTimeMinutesInTheFuture(10));
        clock.advance(Duration.ofMinutes(10).plusSeconds(30)); // the clocks may differ by a minute

        assertThat(authenticate(bearer(token)).jsonPath().getInt("expires_in")).isBetween(20, 30);
        clock.advance(Duration.ofSeconds(40));
        assertThat(refusedOr200(token)).isEqualTo("refused");
    }

    @Test
    void theUserSeesWhoTheyAre() {
        var token = Issuer.token(username, claims -> {
            claims.setStringListClaim("groups", "staff", "root");
            claims.setStringClaim("name", "Ana Q");
            claims.setStringClaim("email", "ana@example.org");
        });

        as(bearer(token))
                .get("/_security/_authenticate")
                .then()
                .statusCode(200)
                .body("username", is(username))
                .body("roles", equalTo(List.of("superuser", "viewer")))
                .body("full_name", is("Ana Q"))
                .body("email", is("ana@example.org"))
                .body("enabled", is(true))
                .body("authentication_realm", equalTo(Map.of("name", "jwt1", "type", "jwt")))
                .body("authentication_type", is("realm"));
    }

    @Test
    void theUserMayOwnApiKeysThatDoWhatTheyCouldWhenTheyMadeThem() {
        var owner = as(bearer(Issuer.token(username, AS_IT_IS)));
        var key = keyOf(owner, Map.of());
        authenticate(bearer(Issuer.token(username, claims -> claims.unsetClaim("groups"))))
                .then()
                .statusCode(200); // the groups are gone, the key's snapshot is not

        var answer = authenticate(apiKey(key));

        answer.then().body("username", is(username)).body("realm", is("jwt1"));
        assertThat(claims(answer).path("cluster").toString()).isEqualTo("[\"all\"]");
        asElastic()
                .queryParam("id", key.get("id"))
                .get("/_security/api_key")
                .then()
                .body("api_keys[0].username", is(username))
                .body("api_keys[0].realm", is("jwt1"))
                .body("api_keys[0].realm_type", is("jwt"));
    }

    @Test
    void aNativeUserOfTheSameNameIsSomebodyElse() {
        asElastic()
                .body(Map.of("password", "a-good-password", "roles", List.of("superuser")))
                .put("/_security/user/{name}", username)
                .then()
                .statusCode(200);

        var jwt = authenticate(bearer(Issuer.token(username, claims -> claims.setStringListClaim("groups"))));
        var basic = authenticate(basic(username));

        assertThat(claims(jwt).path("cluster")).isEmpty();
        assertThat(claims(jwt).path("puid")).isNotEqualTo(claims(basic).path("puid"));
        Api.as(bearer(jwt.jsonPath().getString("token")))
                .body(Map.of("password", "stolen-password"))
                .put("/_security/user/{name}/_password", username)
                .then()
                .statusCode(403);
        Api.as(bearer(jwt.jsonPath().getString("token")))
                .body(Map.of("cluster", List.of("all")))
                .post("/_security/user/_has_privileges")
                .then()
                .statusCode(200)
                .body("has_all_requested", is(false));
    }

    @Test
    void serviceTokensAreTakenAsBefore() {
        var created = asElastic().post("/_security/service/elastic/fleet-server/credential/token/{name}", username);

        authenticate(bearer(created.jsonPath().getString("token.value")))
                .then()
                .statusCode(200)
                .body("username", is("elastic/fleet-server"));
    }
}

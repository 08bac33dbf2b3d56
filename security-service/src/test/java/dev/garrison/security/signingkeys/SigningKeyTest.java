package dev.garrison.security.signingkeys;

import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.signedWith;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.secrets.Secrets;
import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.security.TestClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SigningKeyTest {
    @Inject
    TestClock clock;

    @Inject
    DataSource database;

    @Inject
    SigningKeyRepository repository;

    @Inject
    Secrets secrets;

    @Inject
    ObjectMapper json;

    @AfterEach
    void reset() {
        clock.reset();
    }

    @Test
    void everybodyMaySeeThePublicHalves() {
        given().get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .header("cache-control", "max-age=60")
                .body("keys[0].kty", is("EC"))
                .body("keys[0].crv", is("P-256"))
                .body("keys[0].use", is("sig"))
                .body("keys.findAll { it.d != null }.size()", is(0));
    }

    @Test
    void theKeysVerifyTheTokens() throws Exception {
        var answer = login();

        var claims = new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(
                        new JsonWebKeySet(given().get("/.well-known/jwks.json").asString()).getJsonWebKeys()))
                .setExpectedIssuer("garrison-security")
                .setExpectedAudience("garrison-services")
                .build()
                .processToClaims(answer.jsonPath().getString("token"));

        assertThat(claims.getSubject()).isEqualTo("elastic");
    }

    @Test
    void aKeyIsPublishedBeforeItSignsAndAsLongAsItsTokensLive() {
        var first = login();
        var firstKey = signedWith(first);
        assertThat(signedWith(login())).isEqualTo(firstKey);

        moveTo(firstKey, Duration.ofMinutes(-10));
        assertThat(signedWith(login())).isEqualTo(firstKey);
        var published = published();
        assertThat(published).contains(firstKey).hasSizeGreaterThan(1);

        moveTo(firstKey, Duration.ofSeconds(1));
        var second = login();
        assertThat(signedWith(second)).isNotEqualTo(firstKey).isIn(published);
        assertThat(published()).contains(firstKey, signedWith(second));
        Api.as(bearer(first)).get("/_security/_authenticate").then().statusCode(200);
        Api.as(bearer(second)).get("/_security/_authenticate").then().statusCode(200);

        moveTo(firstKey, Duration.ofMinutes(4));
        assertThat(published()).doesNotContain(firstKey).contains(signedWith(second));
    }

    /** A service keeps the keys for five minutes; the next one is published an hour before it signs. */
    @Test
    void aServiceThatFetchedTheKeysBeforeARotationVerifiesWhatTheNewOneSigns() throws Exception {
        var firstKey = signedWith(login());
        moveTo(firstKey, Duration.ofMinutes(-6));
        var fetchedBefore = given().get("/.well-known/jwks.json").asString();

        moveTo(firstKey, Duration.ofSeconds(1));
        var rotated = login();

        assertThat(signedWith(rotated)).isNotEqualTo(firstKey);
        var claims = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new JwksVerificationKeyResolver(new JsonWebKeySet(fetchedBefore).getJsonWebKeys()))
                .setExpectedIssuer("garrison-security")
                .setExpectedAudience("garrison-services")
                .build()
                .processToClaims(rotated.jsonPath().getString("token"));
        assertThat(claims.getSubject()).isEqualTo("elastic");
    }

    @Test
    void afterALongSleepThereIsAKeyAgain() {
        var before = signedWith(login());
        clock.advance(Duration.ofDays(40));

        var after = signedWith(login());

        assertThat(after).isNotEqualTo(before).isIn(published());
    }

    @Test
    void replicasMakeTheNextKeyOnce() {
        clock.advance(Duration.ofDays(100));
        var schedules = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> schedule().upToDate().stream().map(key -> key.id).toList()))
                .map(CompletableFuture::join)
                .distinct();

        assertThat(schedules).singleElement().satisfies(ids -> assertThat(ids).hasSize(1));
    }

    @Test
    void privateHalvesAreEncrypted() throws SQLException {
        login();
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select private_key, public_key::text from signing_key");
                var rows = select.executeQuery()) {
            while (rows.next()) {
                assertThat(rows.getString(1)).startsWith("test:").doesNotContain("\"d\"");
                assertThat(rows.getString(2)).doesNotContain("\"d\"");
            }
        }
    }

    @Test
    void aKeyThatCannotBeReadAnyMoreIsReplaced() throws SQLException {
        clock.advance(Duration.ofDays(200));
        var lost = signedWith(login());
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update signing_key set private_key = 'gone:AAAA'")) {
            update.executeUpdate();
        }
        clock.advance(Duration.ofMinutes(1));

        var next = signedWith(login());

        assertThat(next).isNotEqualTo(lost);
        assertThat(published()).contains(lost, next);
    }

    /** As another replica has it. */
    private KeySchedule schedule() {
        return new KeySchedule(repository, secrets, json, clock, Duration.ofDays(7), Duration.ofSeconds(120));
    }

    private void moveTo(String keyId, Duration fromItsEnd) {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select signs_until from signing_key where id = ?")) {
            select.setString(1, keyId);
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                var end = rows.getTimestamp(1).toInstant();
                clock.advance(Duration.between(clock.instant(), end.plus(fromItsEnd)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Response login() {
        return authenticate(basic("elastic", "changeme"));
    }

    private static String bearer(Response authenticated) {
        return "Bearer " + authenticated.jsonPath().getString("token");
    }

    private static List<String> published() {
        return given().get("/.well-known/jwks.json").jsonPath().<Map<String, String>>getList("keys").stream()
                .map(key -> key.get("kid"))
                .toList();
    }
}

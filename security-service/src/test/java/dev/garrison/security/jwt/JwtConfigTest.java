package dev.garrison.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtConfigTest {
    @TempDir
    Path directory;

    private Map<String, String> good() throws IOException {
        var file = Files.writeString(directory.resolve("keys.json"), Issuer.jwks());
        return new HashMap<>(
                Map.of("issuer", Issuer.NAME, "audience", Issuer.AUDIENCE, "public-key-file", file.toString()));
    }

    private static JwtRealm realm(Map<String, String> settings) {
        var properties = new HashMap<String, String>();
        settings.forEach((key, value) -> properties.put("garrison.security.jwt." + key, value));
        var config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(JwtConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(JwtConfig.class);
        return new JwtRealm(config, new ObjectMapper(), Clock.systemUTC());
    }

    @Test
    void withoutAnIssuerNoTokenIsTaken() {
        var realm = realm(Map.of());

        assertThat(realm.takes(Issuer.token("ana", claims -> {}))).isFalse();
        assertThat(realm.is("jwt1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audience | | audience is missing",
                "public-key-file | | one of jwks-url and public-key-file is needed",
                "jwks-url | http://localhost/jwks | one of jwks-url and public-key-file is needed",
                "algorithms | RS256,HS256 | algorithms may be",
                "algorithms | none | algorithms may be",
                "realm | native | realm may not be",
                "realm | reserved | realm may not be",
                "realm | _service_account | realm may not be",
                "public-key-file | /nowhere | holds no public key",
            })
    void whatWouldNotBeSafeDoesNotStart(String key, String value, String problem) throws IOException {
        var settings = good();
        settings.remove(key);
        if (value != null) {
            settings.put(key, value);
        }

        assertThatThrownBy(() -> realm(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void claimsAndRealmHaveTheNamesThatAreConfigured() throws IOException {
        var settings = good();
        settings.put("realm", "keycloak");
        settings.put("username-claims", "preferred_username,sub");
        settings.put("groups-claim", "realm_access.roles");
        settings.put("roles.superuser", "admins");
        var realm = realm(settings);

        var user = realm.verify(Issuer.token("4711", claims -> {
                    claims.setStringClaim("preferred_username", "ana");
                    claims.setClaim("realm_access", Map.of("roles", List.of("admins")));
                }))
                .orElseThrow()
                .user();

        assertThat(user.username()).isEqualTo("ana");
        assertThat(user.realm()).isEqualTo("keycloak");
        assertThat(user.roles()).containsExactly("superuser");
        assertThat(realm.verify(Issuer.token("4711", claims -> {}))
                        .orElseThrow()
                        .user()
                        .username())
                .isEqualTo("4711");
    }

    @Test
    void anIssuerThatIsAwayMakesNobodysTokenWrong() throws IOException {
        var settings = good();
        settings.remove("public-key-file");
        settings.put("jwks-url", "http://localhost:1/jwks");
        var realm = realm(settings);

        assertThatThrownBy(() -> realm.verify(Issuer.token("ana", claims -> {})))
                .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(503));
    }
}

package dev.garrison.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerKeysTest {
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final Issuer issuer = new Issuer();
    private URI address;

    @BeforeEach
    void start() {
        address = URI.create(issuer.start().get("garrison.security.jwt.jwks-url"));
        Issuer.ASKED.set(0);
    }

    @AfterEach
    void stop() {
        Issuer.away = false;
        Issuer.answersAfterMillis = 0;
        while (Issuer.KEYS.size() > 1) {
            Issuer.KEYS.remove(1);
        }
        issuer.stop();
    }

    private static boolean knows(VerificationKeyResolver keys, PublicJsonWebKey key) {
        try {
            var token = new JsonWebSignature();
            token.setCompactSerialization(Issuer.token(key, "ana", claims -> {}));
            return keys.resolveKey(token, List.of()).equals(key.getKey());
        } catch (UnresolvableKeyException e) {
            return false;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keysAreFetchedOnceAndAgainForANewOne() {
        var keys = IssuerKeys.fetched(address, Duration.ofSeconds(5), LONG, Duration.ofMillis(1));
        assertThat(knows(keys, Issuer.KEYS.get(0))).isTrue();
        assertThat(knows(keys, Issuer.KEYS.get(0))).isTrue();
        assertThat(Issuer.ASKED).hasValue(1);

        var next = Issuer.newKey("key-2");
        Issuer.KEYS.add(next);

        assertThat(knows(keys, next)).isTrue();
        assertThat(Issuer.ASKED).hasValue(2);
    }

    @Test
    void unknownKeysDoNotMakeTheIssuerAskedAllTheTime() {
        var keys = IssuerKeys.fetched(address, Duration.ofSeconds(5), LONG, LONG);
        assertThat(knows(keys, Issuer.KEYS.get(0))).isTrue();

        for (int i = 0; i < 20; i++) {
            assertThat(knows(keys, Issuer.KEYS.get(0))).isTrue();
            assertThat(resolves(keys, "unknown-" + i)).isFalse();
        }

        assertThat(Issuer.ASKED).hasValue(1);
    }

    private static boolean resolves(VerificationKeyResolver keys, String keyId) {
        var token = new JsonWebSignature();
        token.setAlgorithmHeaderValue("RS256");
        token.setKeyIdHeaderValue(keyId);
        try {
            return keys.resolveKey(token, List.of()) != null;
        } catch (UnresolvableKeyException e) {
            return false;
        }
    }

    @Test
    void anIssuerThatIsAwayIsLeftInPeaceAndToldFromAnUnknownKey() {
        Issuer.away = true;
        var keys = IssuerKeys.fetched(address, Duration.ofSeconds(5), LONG, LONG);

        for (int i = 0; i < 20; i++) {
            var token = new JsonWebSignature();
            token.setAlgorithmHeaderValue("RS256");
            token.setKeyIdHeaderValue("key-1");
            assertThatThrownBy(() -> keys.resolveKey(token, List.of())).hasRootCauseInstanceOf(IOException.class);
        }

        assertThat(Issuer.ASKED).hasValue(1);
    }

    @Test
    void aSilentIssuerHoldsNobodyUpForLong() {
        Issuer.answersAfterMillis = 20_000;
        var keys = IssuerKeys.fetched(address, Duration.ofMillis(200), LONG, LONG);
        var began = System.nanoTime();

        assertThat(resolves(keys, "key-1")).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aFileHoldsPemOrJwk() throws Exception {
        var rsa = Issuer.KEYS.get(0);
        var ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);

        assertThat(inFile(pem(rsa))).isEqualTo(rsa.getKey());
        assertThat(inFile(pem(ec))).isEqualTo(ec.getKey());
        assertThat(inFile(rsa.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)))
                .isEqualTo(rsa.getKey());
        assertThat(inFile(Issuer.jwks())).isEqualTo(rsa.getKey());
        for (var wrong : List.of("", "{}", "nonsense", "{\"keys\":[]}", "{\"keys\":5}")) {
            assertThatThrownBy(() -> inFile(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String pem(PublicJsonWebKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private java.security.Key inFile(String text) throws Exception {
        var file = Files.writeString(directory.resolve("key"), text);
        var token = new JsonWebSignature();
        token.setCompactSerialization(Issuer.token("ana", claims -> {}));
        return IssuerKeys.inFile(file).resolveKey(token, List.of());
    }
}

package dev.garrison.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As in a service that gets security-service's keys over HTTP. */
class TokenVerifierTest {
    private static final Principal ANA =
            new Principal("ana", "native", "u_ana", "realm", null, "default", Set.of("x"), Set.of());

    private final List<EllipticCurveJsonWebKey> published = new ArrayList<>(List.of(newKey("key-1")));
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private TokenVerifier verifier;

    @BeforeEach
    void serveKeys() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> {
            asked.incrementAndGet();
            var body = new JsonWebKeySet(published)
                    .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        verifier = new TokenVerifier(
                "http://localhost:" + server.getAddress().getPort() + "/jwks", Optional.empty(), noOwnKeys());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @SuppressWarnings("unchecked")
    private static Instance<VerificationKeyResolver> noOwnKeys() {
        return (Instance<VerificationKeyResolver>) Proxy.newProxyInstance(
                Instance.class.getClassLoader(), new Class<?>[] {Instance.class}, (proxy, method, args) -> {
                    if (method.getName().equals("stream")) {
                        return Stream.empty();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static EllipticCurveJsonWebKey newKey(String id) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String bearer(EllipticCurveJsonWebKey key, long lifetimeSeconds) {
        return "Bearer " + InternalToken.sign(ANA, key, lifetimeSeconds);
    }

    @Test
    void tokensOfAllPublishedKeysAreTakenWithoutAskingAgain() {
        var next = newKey("key-2");
        published.add(next);

        assertThat(verifier.verify(bearer(published.get(0), 60))).isEqualTo(ANA);
        server.stop(0); // security-service away: what was published counts

        assertThat(verifier.verify(bearer(next, 60))).isEqualTo(ANA);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aKeyThatCameLaterIsFetched() {
        assertThat(verifier.verify(bearer(published.get(0), 60))).isEqualTo(ANA);
        var late = newKey("key-2");
        published.add(late);

        await().ignoreExceptions().until(() -> verifier.verify(bearer(late, 60)).equals(ANA));
        assertThat(asked.get()).isLessThan(5);
    }

    @Test
    void unknownKeysAndExpiredTokensAreRefused() {
        for (int i = 0; i < 20; i++) {
            var impostor = bearer(newKey("key-" + (i + 1)), 60);
            assertThatThrownBy(() -> verifier.verify(impostor))
                    .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.status())
                            .isEqualTo(401));
        }
        assertThat(asked.get()).isLessThan(5);
        assertThatThrownBy(() -> verifier.verify(bearer(published.get(0), -10))).isInstanceOf(ApiException.class);
    }

    @Test
    void aTokenThatWasVerifiedOnceStillEnds() {
        var token = bearer(published.get(0), 1);
        assertThat(verifier.verify(token)).isEqualTo(ANA);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(ApiException.class));
    }
}

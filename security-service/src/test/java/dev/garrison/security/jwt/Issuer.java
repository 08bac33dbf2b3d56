package dev.garrison.security.jwt;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Who issues JWTs, with an address for its keys that counts how often it is asked. */
public class Issuer implements QuarkusTestResourceLifecycleManager {
    static final String NAME = "https://issuer.example/realms/garrison";
    static final String AUDIENCE = "garrison";

    static final List<PublicJsonWebKey> KEYS = new ArrayList<>(List.of(newKey("key-1")));
    static final AtomicInteger ASKED = new AtomicInteger();
    static volatile boolean away;
    static volatile long answersAfterMillis;
    private static HttpServer server;

    static PublicJsonWebKey newKey(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    static String jwks() {
        return new JsonWebKeySet(KEYS).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** A good token, until the test changes something about it. */
    static String token(String username, Consumer<JwtClaims> change) {
        return token(KEYS.get(0), username, change);
    }

    static String token(PublicJsonWebKey key, String username, Consumer<JwtClaims> change) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims(username, change).toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("RS256");
        return compact(signature);
    }

    static JwtClaims claims(String username, Consumer<JwtClaims> change) {
        var claims = new JwtClaims();
        claims.setIssuer(NAME);
        claims.setAudience(AUDIENCE);
        claims.setSubject(username);
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setStringListClaim("groups", "Platform Admins");
        change.accept(claims);
        return claims;
    }

    static String compact(JsonWebSignature signature) {
        try {
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/jwks", exchange -> {
            ASKED.incrementAndGet();
            sleep(answersAfterMillis);
            var body = jwks().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(away ? 500 : 200, away ? -1 : body.length);
            if (!away) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        return Map.of(
                "garrison.security.jwt.issuer",
                NAME,
                "garrison.security.jwt.audience",
                AUDIENCE + ",another",
                "garrison.security.jwt.jwks-url",
                "http://localhost:" + server.getAddress().getPort() + "/jwks",
                "garrison.security.jwt.roles.superuser",
                "Platform Admins,root",
                "garrison.security.jwt.roles.viewer",
                "staff");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}

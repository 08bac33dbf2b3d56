package dev.garrison.security.jwt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.util.List;
import org.jose4j.http.Get;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EcKeyUtil;
import org.jose4j.keys.RsaKeyUtil;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

/** The public keys of the issuer of JWTs. */
final class IssuerKeys {
    private static final Duration KEPT_WHILE_AWAY = Duration.ofHours(1);

    private IssuerKeys() {}

    /** Fetched when the first token comes, when they are old, and when a token names a key that is not among them. */
    static VerificationKeyResolver fetched(URI address, Duration timeout, Duration cacheFor, Duration pause) {
        var get = new Get();
        get.setConnectTimeout((int) timeout.toMillis());
        get.setReadTimeout((int) timeout.toMillis());
        get.setRetries(0);
        var keys = new HttpsJwks(address.toString());
        keys.setSimpleHttpGet(new Unhurried(get, pause));
        keys.setDefaultCacheDuration(cacheFor.toSeconds());
        keys.setRetainCacheOnErrorDuration(KEPT_WHILE_AWAY.toSeconds());
        keys.setRefreshReprieveThreshold(pause.toMillis());
        var resolver = new HttpsJwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true); // several keys, and a token that names none
        return resolver;
    }

    /** Tokens with keys that nobody knows, or an issuer that is away, must not make it asked all the time. */
    private static final class Unhurried implements SimpleGet {
        private final SimpleGet get;
        private final long pauseNanos;
        private volatile Long asked;

        Unhurried(SimpleGet get, Duration pause) {
            this.get = get;
            this.pauseNanos = pause.toNanos();
        }

        @Override
        public SimpleResponse get(String location) throws IOException {
            var now = System.nanoTime();
            var before = asked;
            if (before != null && now - before < pauseNanos) {
                throw new IOException(location + " was asked a moment ago");
            }
            asked = now;
            return get.get(location);
        }
    }

    /** @throws IllegalArgumentException neither PEM nor JWK */
    static VerificationKeyResolver inFile(Path file) {
        try {
            var text = Files.readString(file).strip();
            if (text.startsWith("{")) {
                var keys = jwks(text);
                if (keys.isEmpty()) {
                    throw new InvalidKeySpecException("An empty set");
                }
                return new JwksVerificationKeyResolver(keys);
            }
            var key = pem(text);
            return (token, nesting) -> key;
        } catch (IOException | JoseException | InvalidKeySpecException | RuntimeException e) {
            throw new IllegalArgumentException("garrison.security.jwt.public-key-file holds no public key: " + file, e);
        }
    }

    private static List<JsonWebKey> jwks(String text) throws JoseException {
        return text.contains("\"keys\"")
                ? new JsonWebKeySet(text).getJsonWebKeys()
                : List.of(JsonWebKey.Factory.newJwk(text));
    }

    private static Key pem(String text) throws JoseException, InvalidKeySpecException {
        try {
            return new RsaKeyUtil().fromPemEncoded(text);
        } catch (InvalidKeySpecException notRsa) {
            return new EcKeyUtil().fromPemEncoded(text);
        }
    }
}

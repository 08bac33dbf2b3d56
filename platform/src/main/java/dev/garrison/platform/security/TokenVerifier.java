package dev.garrison.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Accepts the gateway's tokens and nothing else. Keys come from security-service's JWKS address; an unknown key id makes it look
 * again, so that keys may rotate. A service given its keys in configuration ({@code garrison.token.jwks}), or by a bean that resolves
 * them, calls nobody.
 */
@ApplicationScoped
public class TokenVerifier {
    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final String SCHEME = "Bearer ";

    private final JwtConsumer consumer;

    /** Verified tokens until shortly before they expire: a signature costs more than many a query. */
    private final Cache<String, Verified> verified = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    TokenVerifier(
            @ConfigProperty(name = "garrison.token.jwks-url") String jwksUrl,
            @ConfigProperty(name = "garrison.token.jwks") Optional<String> jwks,
            Instance<VerificationKeyResolver> own) {
        var known = Stream.concat(own.stream(), jwks.map(TokenVerifier::fixedKeys).stream())
                .toList();
        consumer = new JwtConsumerBuilder()
                .setVerificationKeyResolver(known.isEmpty() ? fetchedKeys(jwksUrl) : firstOf(known))
                .setExpectedIssuer(InternalToken.ISSUER)
                .setExpectedAudience(InternalToken.AUDIENCE)
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(5)
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                .build();
    }

    private static VerificationKeyResolver fixedKeys(String jwks) {
        try {
            return new JwksVerificationKeyResolver(new JsonWebKeySet(jwks).getJsonWebKeys());
        } catch (JoseException e) {
            throw new IllegalArgumentException("garrison.token.jwks is not a JWK set", e);
        }
    }

    private static VerificationKeyResolver firstOf(List<VerificationKeyResolver> resolvers) {
        return (token, nesting) -> {
            UnresolvableKeyException unknown = null;
            for (var resolver : resolvers) {
                try {
                    return resolver.resolveKey(token, nesting);
                } catch (UnresolvableKeyException e) {
                    unknown = e;
                }
            }
            throw unknown;
        };
    }

    private static VerificationKeyResolver fetchedKeys(String url) {
        var keys = new HttpsJwks(url);
        keys.setDefaultCacheDuration(300);
        keys.setRetainCacheOnErrorDuration(3600); // security-service away: known keys stay good
        keys.setRefreshReprieveThreshold(1000);
        return new HttpsJwksVerificationKeyResolver(keys);
    }

    /**
     * @param authorization the request's Authorization header, or null
     * @throws ApiException 401: absent, malformed, expired or not signed by security-service
     */
    public Principal verify(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ApiException.unauthorized("Unauthorized");
        }
        var token = authorization.substring(SCHEME.length());
        var known = verified.getIfPresent(token);
        if (known != null && known.expires().isAfter(Instant.now())) {
            return known.principal();
        }
        try {
            var claims = consumer.processToClaims(token);
            var principal = InternalToken.principal(claims);
            verified.put(
                    token,
                    new Verified(
                            principal,
                            Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis())));
            return principal;
        } catch (InvalidJwtException | org.jose4j.jwt.MalformedClaimException e) {
            LOG.debug("Token refused", e);
            throw ApiException.unauthorized("Unauthorized");
        }
    }

    private record Verified(Principal principal, Instant expires) {}
}

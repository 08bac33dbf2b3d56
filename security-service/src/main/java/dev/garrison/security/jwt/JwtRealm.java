package dev.garrison.security.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import dev.garrison.security.serviceaccounts.ServiceAccount;
import dev.garrison.security.users.User;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/**
 * Users whom an OpenID Connect provider, or whoever else issues JWTs, vouches for. Nothing of them is kept here but what
 * {@link JwtUsers} remember; their roles are those that the configuration gives to their groups. Off without an issuer.
 */
@Startup // what is wrong in the configuration shows before the first login
@Singleton
public class JwtRealm {
    public static final String TYPE = "jwt";

    private static final Logger LOG = Logger.getLogger(JwtRealm.class);
    private static final Set<String> SIGNATURES =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
    private static final Set<String> OTHER_REALMS =
            Set.of(User.realmOf(User.ELASTIC), User.realmOf("anybody"), ServiceAccount.REALM, "_es_api_key");
    private static final int LONGEST_USERNAME = 507;

    private final JwtConfig config;
    private final ObjectMapper json;
    private final Clock clock;
    private final VerificationKeyResolver keys;

    JwtRealm(JwtConfig config, ObjectMapper json, Clock clock) {
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.keys = isEnabled() ? keys(config) : null;
    }

    private static VerificationKeyResolver keys(JwtConfig config) {
        require(config.audience().isPresent(), "audience is missing: tokens for anybody else would be taken too");
        require(
                config.jwksUrl().isPresent() != config.publicKeyFile().isPresent(),
                "one of jwks-url and public-key-file is needed");
        require(SIGNATURES.containsAll(config.algorithms()), "algorithms may be " + new TreeSet<>(SIGNATURES));
        require(!OTHER_REALMS.contains(config.realm()), "realm may not be one of " + new TreeSet<>(OTHER_REALMS));
        return config.publicKeyFile()
                .map(IssuerKeys::inFile)
                .orElseGet(() -> IssuerKeys.fetched(
                        config.jwksUrl().orElseThrow(),
                        config.jwksTimeout(),
                        config.jwksCacheFor(),
                        config.jwksPause()));
    }

    private static void require(boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new IllegalArgumentException("garrison.security.jwt: " + otherwise);
        }
    }

    private boolean isEnabled() {
        return config.issuer().isPresent();
    }

    /** Whether users of the realm of this name may log in. */
    public boolean is(String realm) {
        return isEnabled() && config.realm().equals(realm);
    }

    /** Whether the Bearer token is this realm's to judge. */
    public boolean takes(String token) {
        return isEnabled() && token.startsWith("eyJ") && token.indexOf('.') > 0;
    }

    /**
     * @param goodUntil after which the token is not taken any more
     */
    public record Verified(JwtUser user, Instant goodUntil) {}

    /**
     * Empty: not issued by the issuer for us, expired, or without a name.
     *
     * @throws ApiException 503: the issuer's keys cannot be fetched
     */
    public Optional<Verified> verify(String token) {
        try {
            var claims = consumer().processToClaims(token);
            var username = username(claims);
            if (username == null) {
                LOG.debugf("A JWT without a name that can be used in %s", config.usernameClaims());
                return Optional.empty();
            }
            var user = new JwtUser(
                    config.realm(),
                    username,
                    roles(groups(claims)),
                    claims.getClaimValue("name") instanceof String name ? storable(name) : null,
                    claims.getClaimValue("email") instanceof String email ? storable(email) : null);
            var expires = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
            return Optional.of(new Verified(user, expires.plus(config.clockSkew())));
        } catch (InvalidJwtException e) {
            if (isOutage(e)) {
                LOG.warnf("Keys of %s cannot be fetched: %s", config.issuer().orElseThrow(), rootCause(e));
                throw ApiException.of(503, "The issuer's keys cannot be fetched at the moment");
            }
            LOG.debugf("JWT refused: %s", e.getErrorDetails()); // the message would hold the claims
            return Optional.empty();
        } catch (MalformedClaimException e) {
            LOG.debug("JWT refused", e);
            return Optional.empty();
        }
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(keys)
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT, config.algorithms().toArray(String[]::new)))
                .setExpectedIssuer(config.issuer().orElseThrow())
                .setExpectedAudience(config.audience().orElseThrow().toArray(String[]::new))
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) config.clockSkew().toSeconds())
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build();
    }

    private static boolean isOutage(Throwable e) {
        return rootCause(e) instanceof IOException;
    }

    private static Throwable rootCause(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Null where there is none, or one that would be taken for somebody else. */
    private String username(JwtClaims claims) {
        for (var claim : config.usernameClaims()) {
            if (claims.getClaimValue(claim) instanceof String name) {
                var usable = !name.isBlank()
                        && name.length() <= LONGEST_USERNAME
                        && name.equals(storable(name))
                        && !User.isReserved(name);
                return usable ? name : null;
            }
        }
        return null;
    }

    private static String storable(String text) {
        return text.chars().anyMatch(Character::isISOControl) ? null : text;
    }

    private List<String> groups(JwtClaims claims) {
        JsonNode value = json.valueToTree(claims.getClaimsMap());
        if (value.has(config.groupsClaim())) {
            value = value.get(config.groupsClaim());
        } else {
            for (var name : config.groupsClaim().split("\\.")) {
                value = value.path(name);
            }
        }
        var groups = new ArrayList<String>();
        if (value.isTextual()) {
            groups.add(value.textValue());
        }
        value.forEach(group -> groups.add(group.asText()));
        return groups;
    }

    private List<String> roles(List<String> groups) {
        var roles = new TreeSet<String>();
        config.roles().forEach((role, members) -> {
            if (members.stream().anyMatch(groups::contains)) {
                roles.add(role);
            }
        });
        return List.copyOf(roles);
    }
}

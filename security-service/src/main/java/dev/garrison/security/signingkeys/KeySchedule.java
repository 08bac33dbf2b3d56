package dev.garrison.security.signingkeys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.secrets.Secrets;
import dev.garrison.platform.secrets.UnreadableSecretException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * Which key signs when, the same for all replicas. A key is published a while before it signs, so that everybody knows it by then,
 * and stays published until the last token that it signed has expired.
 */
@ApplicationScoped
class KeySchedule {
    private static final Logger LOG = Logger.getLogger(KeySchedule.class);
    private static final Duration LONGEST_OVERLAP = Duration.ofHours(1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final SigningKeyRepository keys;
    private final Secrets secrets;
    private final ObjectMapper json;
    private final Clock clock;
    private final Duration lifetime;
    private final Duration overlap;
    private final Duration keptAfterwards;

    KeySchedule(
            SigningKeyRepository keys,
            Secrets secrets,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.security.signing-key-lifetime") Duration lifetime,
            @ConfigProperty(name = "garrison.security.token-lifetime") Duration tokenLifetime) {
        this.keys = keys;
        this.secrets = secrets;
        this.json = json;
        this.clock = clock;
        this.lifetime = lifetime;
        var quarter = lifetime.dividedBy(4);
        this.overlap = quarter.compareTo(LONGEST_OVERLAP) < 0 ? quarter : LONGEST_OVERLAP;
        this.keptAfterwards = tokenLifetime.plus(CLOCK_SKEW);
    }

    /** How long before it signs a key is published. */
    Duration overlap() {
        return overlap;
    }

    /** Every published key, in the order in which they sign; makes the next one when its time has come. */
    List<SigningKey> upToDate() {
        return QuarkusTransaction.requiringNew().call(() -> {
            var known = published();
            if (isComplete(known)) {
                return known;
            }
            keys.lockAll();
            keys.getEntityManager().clear(); // another replica may have made it while this one waited
            if (!isComplete(published())) {
                keys.deleteRetiredBy(now().minus(keptAfterwards));
                complete();
            }
            return published();
        });
    }

    private List<SigningKey> published() {
        return keys.signingAfter(now().minus(keptAfterwards));
    }

    private boolean isComplete(List<SigningKey> published) {
        return signing(published, now()).isPresent()
                && signing(published, now().plus(overlap)).isPresent();
    }

    private void complete() {
        var known = published();
        for (var key : known) {
            if (key.signsAt(now()) && privateKey(key).isEmpty()) {
                LOG.warnf(
                        "Signing key %s cannot be read with the present garrison.secrets.keys: another takes its place",
                        key.id);
            }
        }
        create(signing(known, now()).map(key -> key.signsUntil).orElseGet(this::now));
    }

    private Optional<SigningKey> signing(List<SigningKey> published, Instant time) {
        return published.stream()
                .filter(key -> key.signsAt(time) && privateKey(key).isPresent())
                .findFirst();
    }

    private void create(Instant from) {
        try {
            var pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            pair.setKeyId(UUID.randomUUID().toString());
            pair.setUse("sig");
            pair.setAlgorithm("ES256");
            var key = new SigningKey();
            key.id = pair.getKeyId();
            key.publicKey = (ObjectNode) json.readTree(pair.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            key.privateKey = secrets.encrypt(purpose(key), pair.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
            key.publishedAt = now();
            key.signsFrom = from;
            key.signsUntil = from.plus(lifetime);
            keys.persistAndFlush(key);
            LOG.infof("Signing key %s signs from %s to %s", key.id, key.signsFrom, key.signsUntil);
        } catch (JoseException | JsonProcessingException e) {
            throw new IllegalStateException("Could not make a signing key", e);
        }
    }

    /** Empty: encrypted with a key that {@code garrison.secrets.keys} no longer holds. What it signed can still be verified. */
    Optional<PublicJsonWebKey> privateKey(SigningKey key) {
        try {
            return Optional.of(PublicJsonWebKey.Factory.newPublicJwk(secrets.decrypt(purpose(key), key.privateKey)));
        } catch (UnreadableSecretException e) {
            return Optional.empty();
        } catch (JoseException e) {
            throw new IllegalStateException("Not a key: " + key.id, e);
        }
    }

    private static String purpose(SigningKey key) {
        return "security.signing_key/" + key.id;
    }

    private Instant now() {
        return clock.instant();
    }
}

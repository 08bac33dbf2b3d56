package dev.garrison.security.signingkeys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.security.InternalToken;
import dev.garrison.platform.security.Principal;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Signs the tokens between gateway and services, and verifies them for this service without a call to itself. Keeps the keys in
 * memory for seconds: less than a key is published before it signs.
 */
@Startup
@Singleton
public class SigningKeys implements VerificationKeyResolver {
    private static final Duration LONGEST_MEMORY = Duration.ofSeconds(30);
    private static final Duration SHORTEST_MEMORY = Duration.ofMillis(500);

    private final KeySchedule schedule;
    private final Clock clock;
    private final Duration memory;
    private volatile Keys known;

    SigningKeys(KeySchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
        var half = schedule.overlap().dividedBy(2);
        this.memory = half.compareTo(LONGEST_MEMORY) < 0 ? half : LONGEST_MEMORY;
        this.known = load();
    }

    /** @param published in the order in which they sign @param pairs those of them whose private half is readable here */
    private record Keys(
            List<SigningKey> published, Map<String, PublicJsonWebKey> pairs, Map<String, Key> publicKeys, Instant at) {
        PublicJsonWebKey signing(Instant time) {
            return published.stream()
                    .filter(key -> key.signsAt(time) && pairs.containsKey(key.id))
                    .reduce((earlier, later) -> later)
                    .map(key -> pairs.get(key.id))
                    .orElseThrow(() -> new IllegalStateException("No key signs now"));
        }
    }

    private Keys load() {
        var published = schedule.upToDate();
        var pairs = new HashMap<String, PublicJsonWebKey>();
        var publicKeys = new HashMap<String, Key>();
        for (var key : published) {
            schedule.privateKey(key).ifPresent(pair -> pairs.put(key.id, pair));
            publicKeys.put(key.id, publicKey(key));
        }
        return new Keys(published, pairs, publicKeys, clock.instant());
    }

    private static Key publicKey(SigningKey key) {
        try {
            return JsonWebKey.Factory.newJwk(key.publicKey.toString()).getKey();
        } catch (JoseException e) {
            throw new IllegalStateException("Not a key: " + key.id, e);
        }
    }

    private Keys notOlderThan(Duration age) {
        var keys = known;
        return isFresh(keys, age) ? keys : reload(age);
    }

    private synchronized Keys reload(Duration age) {
        if (!isFresh(known, age)) {
            known = load();
        }
        return known;
    }

    private boolean isFresh(Keys keys, Duration age) {
        var now = clock.instant();
        return now.isBefore(keys.at().plus(age)) && !now.isBefore(keys.at()); // a clock set back, too
    }

    /** The signed form of the principal, good for so long. */
    public String sign(Principal principal, Duration lifetime) {
        return InternalToken.sign(principal, notOlderThan(memory).signing(clock.instant()), lifetime.toSeconds());
    }

    /** JWKs with which tokens can be verified, now and for a while. */
    List<ObjectNode> published() {
        return notOlderThan(memory).published().stream()
                .map(key -> key.publicKey)
                .toList();
    }

    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        var id = token.getKeyIdHeaderValue();
        var key = notOlderThan(memory).publicKeys().get(id);
        if (key == null) { // another replica may have made it just now
            key = notOlderThan(SHORTEST_MEMORY).publicKeys().get(id);
        }
        if (key == null) {
            throw new UnresolvableKeyException("Unknown key " + id);
        }
        return key;
    }
}

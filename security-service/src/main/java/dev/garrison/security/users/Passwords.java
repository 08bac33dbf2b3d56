package dev.garrison.security.users;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Passwords as bcrypt hashes; what is longer than bcrypt's 72 bytes is hashed with SHA-512 first. bcrypt is slow by design, so a
 * password that was right is remembered for a moment, under an HMAC with a key that only this process knows. The stored hash is part
 * of that, so a changed password is never found there.
 */
@Singleton
public class Passwords {
    private static final Logger LOG = Logger.getLogger(Passwords.class);
    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;
    private static final LongPasswordStrategy LONG_PASSWORDS = LongPasswordStrategies.hashSha512(VERSION);
    private static final BCrypt.Verifyer VERIFIER = BCrypt.verifyer(VERSION, LONG_PASSWORDS);
    private static final String DEFAULT = "changeme";
    private static final int REMEMBERED = 10_000;

    private final int cost;
    private final String configuredHash;
    private final String nobodysHash;
    private final SecretKeySpec memoKey = new SecretKeySpec(randomBytes(), "HmacSHA256");
    private final Cache<ByteBuffer, Boolean> right;

    Passwords(
            @ConfigProperty(name = "garrison.security.bcrypt-cost") int cost,
            @ConfigProperty(name = "garrison.security.elastic-password") String elasticPassword,
            @ConfigProperty(name = "garrison.security.password-memo") Duration remember) {
        this.cost = cost;
        this.configuredHash = hash(elasticPassword);
        this.nobodysHash = hash(new String(randomBytes(), StandardCharsets.ISO_8859_1));
        this.right = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .initialCapacity(REMEMBERED) // entries in one bucket wait for each other's bcrypt
                .expireAfterWrite(remember)
                .build();
        if (elasticPassword.equals(DEFAULT)) {
            LOG.warn(
                    "GARRISON_ELASTIC_PASSWORD is not set: until its password is changed, user elastic has the well-known one");
        }
    }

    private static byte[] randomBytes() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Takes tens of milliseconds. */
    String hash(String password) {
        return BCrypt.with(VERSION, new SecureRandom(), LONG_PASSWORDS).hashToString(cost, password.toCharArray());
    }

    /**
     * Takes as long for an unknown user as for a known one.
     *
     * @param user null where nobody has the name
     */
    public boolean matches(User user, String password) {
        if (user == null) {
            verify(password, nobodysHash);
            return false;
        }
        var hash = user.passwordHash == null ? configuredHash : user.passwordHash;
        return right.get(memo(user.username, hash, password), key -> verify(password, hash) ? true : null) != null;
    }

    private static boolean verify(String password, String hash) {
        return VERIFIER.verify(password.toCharArray(), hash.toCharArray()).verified;
    }

    private ByteBuffer memo(String username, String hash, String password) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(memoKey);
            // neither a name nor a hash has a line break
            return ByteBuffer.wrap(
                    mac.doFinal((username + "\n" + hash + "\n" + password).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

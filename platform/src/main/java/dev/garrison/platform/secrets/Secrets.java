package dev.garrison.platform.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Encrypts what must be read back but not be readable in the database (connector secrets, output keys, signing keys), with AES-256-GCM
 * and a ring of keys from configuration, {@code garrison.secrets.keys}: {@code id:base64-of-32-bytes}, separated by commas. The first
 * encrypts, all decrypt: put a new key in front to rotate. Without a key a service does not start.
 */
@Startup
@Singleton
public class Secrets {
    private static final String SETTING = "garrison.secrets.keys (environment: GARRISON_SECRETS_KEYS)";
    private static final int KEY_BYTES = 32;

    private final Map<String, Aead> keys = new LinkedHashMap<>();
    private final String current;

    Secrets(@ConfigProperty(name = "garrison.secrets.keys") Optional<String> ring) {
        for (var entry : ring.orElse("").split(",")) {
            if (!entry.isBlank()) {
                add(entry.strip());
            }
        }
        current = keys.keySet().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(SETTING + " is not set: it holds the keys that encrypt"
                        + " secrets in the database, as id:base64-of-32-bytes. A new one: echo"
                        + " \"k1:$(openssl rand -base64 32)\""));
    }

    private void add(String entry) {
        var parts = entry.split(":", 2);
        try {
            var key = parts.length == 2 ? Base64.getDecoder().decode(parts[1]) : new byte[0];
            if (!parts[0].matches("[A-Za-z0-9_.-]+") || key.length != KEY_BYTES) {
                throw malformed();
            }
            if (keys.putIfAbsent(parts[0], new AesGcmJce(key)) != null) {
                throw new IllegalStateException(SETTING + " names the key " + parts[0] + " twice");
            }
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw malformed();
        }
    }

    /** Says nothing of the value: it is a key, or half of one. */
    private static IllegalStateException malformed() {
        return new IllegalStateException(SETTING
                + " must be id:base64-of-32-bytes, several separated by commas; an id has letters, digits, _ . -");
    }

    /**
     * Text that only {@link #decrypt} with the same purpose reads; another text each time.
     *
     * @param purpose what it is and whose, such as {@code fleet.output.key/} with the row's id: a secret copied to another row or column
     *     cannot be read there
     */
    public String encrypt(String purpose, String plain) {
        try {
            var encrypted = keys.get(current).encrypt(bytes(plain), bytes(purpose));
            return current + ":" + Base64.getEncoder().encodeToString(encrypted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not encrypt", e);
        }
    }

    /** @throws UnreadableSecretException changed, of another purpose, or of a key that the configuration no longer holds */
    public String decrypt(String purpose, String encrypted) {
        int colon = encrypted.indexOf(':');
        var key = colon < 0 ? null : keys.get(encrypted.substring(0, colon));
        if (key == null) {
            throw new UnreadableSecretException(purpose, "its key is not in " + SETTING, null);
        }
        try {
            var plain = key.decrypt(Base64.getDecoder().decode(encrypted.substring(colon + 1)), bytes(purpose));
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnreadableSecretException(purpose, "it was changed, or encrypted for something else", e);
        }
    }

    /** Whether the key that encrypts today has encrypted this: otherwise write it again before that other key is removed. */
    public boolean isCurrent(String encrypted) {
        return encrypted.startsWith(current + ":");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

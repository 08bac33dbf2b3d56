package dev.garrison.fleet.apikeys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An enrolment or access key of the agent protocol: {@code id:secret}, sent as base64. The secret has 128 random bits, so one round of
 * SHA-256 is all that a stored hash needs, and ten thousand agents can be checked in a second.
 */
public record ApiKey(String id, String secret) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static ApiKey generate() {
        return new ApiKey(random(15), random(16)); // 20 and 22 characters, as Elasticsearch's are
    }

    private static String random(int bytes) {
        var value = new byte[bytes];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    /** {@code base64(id:secret)}: what follows {@code ApiKey } in an Authorization header. */
    public String encoded() {
        return Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** What is stored of the secret. */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(String storedHash) {
        return MessageDigest.isEqual(
                hash().getBytes(StandardCharsets.US_ASCII), storedHash.getBytes(StandardCharsets.US_ASCII));
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}

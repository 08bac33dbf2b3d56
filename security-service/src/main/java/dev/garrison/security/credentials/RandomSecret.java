package dev.garrison.security.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secret half of an API key or service token. It has 128 random bits, which nobody guesses: one round of SHA-256 is all that the
 * stored hash needs.
 */
public record RandomSecret(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    /** 22 characters. */
    public static RandomSecret generate() {
        return new RandomSecret(randomText(BYTES));
    }

    /** URL-safe base64 of so many random bytes, without padding. */
    public static String randomText(int bytes) {
        var value = new byte[bytes];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    /** What is stored. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In constant time. */
    public boolean matches(byte[] storedHash) {
        return MessageDigest.isEqual(hash(), storedHash);
    }

    /** Keeps the secret out of logs. */
    @Override
    public String toString() {
        return "RandomSecret[…]";
    }
}

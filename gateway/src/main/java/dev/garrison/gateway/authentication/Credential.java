package dev.garrison.gateway.authentication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A credential at a space, known by its SHA-256 only: a heap dump shows no password. */
record Credential(long a, long b, long c, long d, String space) {
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(() -> {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    });

    static Credential of(String authorization, String space) {
        var hash = ByteBuffer.wrap(SHA_256.get().digest(authorization.getBytes(StandardCharsets.UTF_8)));
        return new Credential(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong(), space);
    }

    /** Whether the header names a scheme that security-service knows, and says something after it. */
    static boolean isWellFormed(String authorization) {
        int blank = authorization.indexOf(' ');
        return blank > 0
                && !authorization.substring(blank).isBlank()
                && (isScheme(authorization, blank, "Basic")
                        || isScheme(authorization, blank, "ApiKey")
                        || isScheme(authorization, blank, "Bearer"));
    }

    private static boolean isScheme(String authorization, int length, String scheme) {
        return length == scheme.length() && authorization.regionMatches(true, 0, scheme, 0, length);
    }
}

package dev.garrison.gateway.authentication;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Whom an Authorization header claims to be, without a proof and without the secret: for the audit record of a refusal.
 *
 * @param username null unless Basic names one
 * @param apiKeyId null unless an API key has one
 */
public record Claim(String username, String apiKeyId) {
    private static final Claim NOBODY = new Claim(null, null);
    private static final int LONGEST = 512;

    /** @param authorization may be null */
    public static Claim of(String authorization) {
        if (authorization == null || !Credential.isWellFormed(authorization)) {
            return NOBODY;
        }
        int blank = authorization.indexOf(' ');
        var name = beforeColon(authorization.substring(blank).strip());
        return switch (authorization.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "basic" -> new Claim(name, null);
            case "apikey" -> new Claim(null, name);
            default -> NOBODY;
        };
    }

    /** Null where there is no colon: who knows that it is not the secret. */
    private static String beforeColon(String encoded) {
        try {
            var decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = decoded.indexOf(':');
            return colon < 0 ? null : decoded.substring(0, Math.min(colon, LONGEST));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

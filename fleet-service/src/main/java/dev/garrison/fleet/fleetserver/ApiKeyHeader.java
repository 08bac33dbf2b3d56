package dev.garrison.fleet.fleetserver;

import dev.garrison.fleet.apikeys.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** {@code Authorization: ApiKey base64(id:secret)}. */
final class ApiKeyHeader {
    private static final String SCHEME = "ApiKey ";
    private static final Pattern PART = Pattern.compile("[\\x21-\\x7e&&[^:]]{1,200}");

    private ApiKeyHeader() {}

    static ApiKey parse(String header) {
        if (header == null || header.isEmpty()) {
            throw new ProtocolException(401, "ErrNoAuthHeader", "no authorization header");
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new ProtocolException(400, "ErrMalformedHeader", "malformed authorization header");
        }
        var parts = decode(header.substring(SCHEME.length()).strip()).split(":", -1);
        if (parts.length != 2) {
            throw new ProtocolException(400, "ErrMalformedToken", "malformed token");
        }
        if (!PART.matcher(parts[0]).matches() || !PART.matcher(parts[1]).matches()) {
            throw new ProtocolException(401, "ErrUnauthorized", "unauthorized"); // nothing that we have given out
        }
        return new ApiKey(parts[0], parts[1]);
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getDecoder().decode(token), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(401, "ErrInvalidToken", "token not valid");
        }
    }
}

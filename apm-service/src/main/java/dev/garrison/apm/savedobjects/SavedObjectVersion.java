package dev.garrison.apm.savedobjects;

import dev.garrison.platform.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The version of an object as clients see it: {@code [12,1]} in base64, as Elasticsearch's sequence number and primary term. */
public final class SavedObjectVersion {
    private static final Pattern DECODED = Pattern.compile("\\[(\\d{1,18}),\\d{1,18}]");

    private SavedObjectVersion() {}

    public static String encode(long version) {
        return Base64.getEncoder().encodeToString(("[" + version + ",1]").getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws ApiException 400: a server never said such a version */
    public static long decode(String version) {
        try {
            var decoded = DECODED.matcher(new String(Base64.getDecoder().decode(version), StandardCharsets.US_ASCII));
            if (decoded.matches()) {
                return Long.parseLong(decoded.group(1));
            }
        } catch (IllegalArgumentException e) {
            // no base64, so no version either
        }
        throw ApiException.badRequest("Invalid version [%s]", version);
    }
}

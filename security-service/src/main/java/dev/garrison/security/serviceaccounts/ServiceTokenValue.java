package dev.garrison.security.serviceaccounts;

import dev.garrison.security.credentials.RandomSecret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** What a client sends as {@code Bearer}: base64 of a fixed prefix and {@code namespace/service/name:secret}. */
record ServiceTokenValue(String account, String name, RandomSecret secret) {
    /** Why every value begins with {@code AAEAA}. */
    private static final byte[] PREFIX = {0, 1, 0, 1};

    String encoded() {
        var text = (account + "/" + name + ":" + secret.value()).getBytes(StandardCharsets.UTF_8);
        var bytes = Arrays.copyOf(PREFIX, PREFIX.length + text.length);
        System.arraycopy(text, 0, bytes, PREFIX.length, text.length);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Empty for anything else. */
    static Optional<ServiceTokenValue> decode(String value) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= PREFIX.length || !Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return Optional.empty();
        }
        var text = new String(bytes, PREFIX.length, bytes.length - PREFIX.length, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        int slash = colon < 0 ? -1 : text.lastIndexOf('/', colon);
        return slash < 0
                ? Optional.empty()
                : Optional.of(new ServiceTokenValue(
                        text.substring(0, slash),
                        text.substring(slash + 1, colon),
                        new RandomSecret(text.substring(colon + 1))));
    }
}

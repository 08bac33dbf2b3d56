package dev.garrison.gateway.http;

import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;

/** The id under which a request is found in every log on its way. */
final class RequestIds {
    static final String HEADER = "x-request-id";
    private static final String OPAQUE = "x-opaque-id";
    private static final int LONGEST = 128;

    private RequestIds() {}

    /** The client's own, where it is fit for a log and a header, else a new one. */
    static String of(MultiMap headers) {
        var id = headers.get(HEADER);
        if (id == null) {
            id = headers.get(OPAQUE);
        }
        return id != null && isSane(id) ? id : create();
    }

    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && "-_.:/=+@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String create() {
        var random = ThreadLocalRandom.current();
        var digits = new byte[32];
        hex(random.nextLong(), digits, 0);
        hex(random.nextLong(), digits, 16);
        return new String(digits, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void hex(long bits, byte[] into, int from) {
        for (int i = 0; i < 16; i++) {
            int digit = (int) (bits >>> i * 4) & 15;
            into[from + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
    }
}

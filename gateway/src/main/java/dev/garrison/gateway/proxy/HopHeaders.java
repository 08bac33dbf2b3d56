package dev.garrison.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Which headers end at the gateway. */
final class HopHeaders {
    private static final MultiMap HOP_BY_HOP = names(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    /** The gateway writes these anew, or answers them itself. */
    private static final MultiMap REPLACED = names(
            "authorization",
            "content-length",
            "es-security-runas-user",
            "expect",
            "forwarded",
            "host",
            "x-real-ip",
            "x-request-id");

    private static final String[] OWN_PREFIXES = {"x-garrison-", "x-forwarded-"};

    private HopHeaders() {}

    private static MultiMap names(String... names) {
        var set = MultiMap.caseInsensitiveMultiMap();
        for (var name : names) {
            set.add(name, "");
        }
        return set;
    }

    /** @param connection value of the Connection header of the same message, or null: it names further ones */
    static boolean passesToService(String name, String connection) {
        return passes(name, connection) && !REPLACED.contains(name) && !isOwn(name);
    }

    static boolean passesToClient(String name, String connection) {
        return passes(name, connection) && !isOwn(name);
    }

    private static boolean passes(String name, String connection) {
        return !HOP_BY_HOP.contains(name) && (connection == null || !names(connection, name));
    }

    private static boolean isOwn(String name) {
        char first = name.isEmpty() ? 0 : name.charAt(0);
        if (first == 'x' || first == 'X') {
            for (var prefix : OWN_PREFIXES) {
                if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean names(String connection, String name) {
        if (connection.length() < name.length()) {
            return false;
        }
        for (var option : connection.split(",")) {
            if (option.strip().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** All Connection headers as one, or null where there is nothing but the usual. */
    static String connection(MultiMap headers) {
        var first = headers.get(HttpHeaders.CONNECTION);
        if (first == null || first.equalsIgnoreCase("keep-alive") || first.equalsIgnoreCase("close")) {
            if (headers.getAll(HttpHeaders.CONNECTION).size() <= 1) {
                return null;
            }
        }
        return String.join(",", headers.getAll(HttpHeaders.CONNECTION));
    }
}

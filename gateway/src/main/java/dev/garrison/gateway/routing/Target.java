package dev.garrison.gateway.routing;

/**
 * What a request asks for: its path as the client wrote it, checked, with the space cut off.
 *
 * @param path still percent-encoded, so that an id with an encoded slash stays one segment
 * @param uri path and query, as a service gets them
 * @param space id of the space; {@code default} without a prefix
 * @param spacePrefix {@code /s/ID} where the client wrote it, else empty
 */
public record Target(String path, String uri, String space, String spacePrefix) {
    private static final String DEFAULT_SPACE = "default";
    private static final String SPACE_PREFIX = "/s/";

    /**
     * @param requested the request line's target, in origin or absolute form
     * @return null where no two servers would agree on what it means: empty or dot segments, backslashes, path parameters, control
     *     characters, broken escapes
     */
    public static Target parse(String requested) {
        var uri = originForm(requested);
        int question = uri.indexOf('?');
        int end = question < 0 ? uri.length() : question;
        if (end == 0 || uri.charAt(0) != '/') {
            return null;
        }
        boolean plain = true;
        int segment = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (i < end) {
                if (c == '/') {
                    if (i > 0 && !Segments.acceptable(uri, segment, i)) {
                        return null;
                    }
                    segment = i + 1;
                } else if (c == '\\' || c == ';') {
                    return null;
                }
            }
            if (c <= ' ' || c == 0x7f || c == '#' || c > 0xff) {
                return null;
            }
            if (c == '%') {
                int value = Segments.escaped(uri, i);
                if (value < 0 && i > end) {
                    plain = false; // a stray % in a query is taken literally, as Kibana does
                } else if (value < ' ' && (i < end || value == 0) || value == 0x7f && i < end) {
                    return null;
                }
            } else if (Segments.UNSAFE.get(c)) {
                plain = false;
            }
        }
        // a trailing slash is the router's business, not a trick
        if (segment < end && !Segments.acceptable(uri, segment, end)) {
            return null;
        }
        return cutSpace(plain ? uri : Segments.encodeUnsafe(uri), plain ? end : -1);
    }

    private static String originForm(String requested) {
        if (requested.startsWith("http://") || requested.startsWith("https://")) {
            int authority = requested.indexOf("//") + 2;
            int path = requested.indexOf('/', authority);
            return path < 0 ? "/" : requested.substring(path);
        }
        return requested;
    }

    private static Target cutSpace(String uri, int knownEnd) {
        int question = knownEnd >= 0 ? knownEnd : uri.indexOf('?');
        int end = question < 0 ? uri.length() : question;
        if (uri.startsWith(SPACE_PREFIX)) {
            int rest = uri.indexOf('/', SPACE_PREFIX.length());
            if (rest > SPACE_PREFIX.length()
                    && rest < end
                    && isSpaceId(uri, SPACE_PREFIX.length(), rest)
                    && (uri.startsWith("/api/", rest) || uri.startsWith("/internal/", rest))) {
                return new Target(
                        uri.substring(rest, end),
                        uri.substring(rest),
                        uri.substring(SPACE_PREFIX.length(), rest),
                        uri.substring(0, rest));
            }
        }
        return new Target(end == uri.length() ? uri : uri.substring(0, end), uri, DEFAULT_SPACE, "");
    }

    private static boolean isSpaceId(String uri, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = uri.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Whether the path ends in a slash that belongs to no route. */
    public boolean hasTrailingSlash() {
        return path.length() > 1 && path.endsWith("/");
    }

    /** Where a client that wrote a trailing slash should have gone. */
    public String withoutTrailingSlash() {
        var query = uri.substring(path.length());
        return spacePrefix + path.substring(0, path.length() - 1) + query;
    }
}

package dev.garrison.gateway.routing;

import java.time.Duration;
import java.util.List;

/** A prefix, the service behind it, and what is special below it. */
public record Route(String prefix, Service service, List<Special> specials, Allowance standard) {
    private static final String SECURITY_PREFIX = "/_security";

    /** What a request may cost. */
    public record Allowance(long maxBodyBytes, Duration timeout) {}

    /** @param segments of a path's beginning, {@code *} for any */
    record Special(List<String> segments, Allowance allowance) {

        boolean covers(String path) {
            int from = 1;
            for (var segment : segments) {
                if (from > path.length()) {
                    return false;
                }
                int slash = path.indexOf('/', from);
                int end = slash < 0 ? path.length() : slash;
                if (!segment.equals("*") && (segment.length() != end - from || !path.startsWith(segment, from))) {
                    return false;
                }
                from = end + 1;
            }
            return true;
        }
    }

    public Allowance allowance(String path) {
        for (var special : specials) {
            if (special.covers(path)) {
                return special.allowance();
            }
        }
        return standard;
    }

    /** Elasticsearch's part of the API: other errors, no spaces, no redirects. */
    public boolean isElasticsearchApi() {
        return isElasticsearchApi(prefix);
    }

    public static boolean isElasticsearchApi(String path) {
        return path.startsWith(SECURITY_PREFIX)
                && (path.length() == SECURITY_PREFIX.length() || path.charAt(SECURITY_PREFIX.length()) == '/');
    }
}

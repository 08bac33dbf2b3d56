package dev.garrison.fleet.settingsobjects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.net.URI;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Addresses of Elasticsearch and Fleet Server, which are kept with their port. */
public final class HostUrl {
    private HostUrl() {}

    /**
     * {@code https://a/} to {@code https://a:443}.
     *
     * @throws IllegalArgumentException not an http or https address
     */
    public static String withPort(String url) {
        var uri = URI.create(url.strip());
        if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("Not an http or https address: " + url);
        }
        var port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost() + ":" + port
                + uri.getRawPath().replaceFirst("/+$", "");
    }

    /** Whether {@link #withPort} takes it. */
    public static boolean isValid(String url) {
        try {
            withPort(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** One such address. */
    public static class ValidOne implements Rule.Check {
        @Override
        public String problem(JsonNode url) {
            return isValid(url.textValue())
                    ? null
                    : "expected URI with scheme [http|https] but got [%s].".formatted(url.textValue());
        }
    }

    /** A list of such addresses. */
    public static class Valid implements Rule.Check {
        private static final ValidOne ONE = new ValidOne();

        @Override
        public String problem(JsonNode urls) {
            return StreamSupport.stream(urls.spliterator(), false)
                    .map(ONE::problem)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }
}

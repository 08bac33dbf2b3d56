package dev.garrison.fleet.outputs;

import java.net.URI;

/** Addresses of Elasticsearch, which are kept with their port. */
final class HostUrl {
    private HostUrl() {}

    /**
     * {@code https://a/} to {@code https://a:443}.
     *
     * @throws IllegalArgumentException not an http or https address
     */
    static String withPort(String url) {
        var uri = URI.create(url.strip());
        if (uri.getHost() == null || !"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("Not an http or https address: " + url);
        }
        var port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
        return uri.getScheme() + "://" + uri.getHost() + ":" + port
                + uri.getRawPath().replaceFirst("/+$", "");
    }
}

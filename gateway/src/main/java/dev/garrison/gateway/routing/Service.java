package dev.garrison.gateway.routing;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * A service behind the gateway.
 *
 * @param plugins names under {@code status.plugins} that stand for it
 */
public record Service(
        String name,
        String host,
        int port,
        boolean tls,
        SocketAddress address,
        String healthPath,
        String documentPath,
        List<String> plugins) {

    static Service at(URI url, String name, String healthPath, String documentPath, List<String> plugins) {
        var tls = "https".equals(url.getScheme());
        if (url.getHost() == null
                || !tls && !"http".equals(url.getScheme())
                || !url.getRawPath().replace("/", "").isEmpty()) {
            throw new IllegalArgumentException(
                    "garrison.gateway.services." + name + ".url must be scheme, host and port, but is " + url);
        }
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        return new Service(
                name,
                url.getHost(),
                port,
                tls,
                SocketAddress.inetSocketAddress(port, url.getHost()),
                healthPath,
                documentPath,
                List.copyOf(plugins));
    }

    /** A request to this service, yet without headers. */
    public RequestOptions request(HttpMethod method, String uri) {
        return new RequestOptions()
                .setServer(address)
                .setHost(host)
                .setPort(port)
                .setSsl(tls)
                .setMethod(method)
                .setURI(uri);
    }
}

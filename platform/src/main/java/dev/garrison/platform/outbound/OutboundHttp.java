package dev.garrison.platform.outbound;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Calls to addresses that users or configuration name. Only http and https; only hosts that the allow-list takes
 * ({@code garrison.outbound.allowed-hosts}, {@code *} and {@code *.example.org} understood); no private, loopback or link-local address
 * unless the host is listed by name in {@code garrison.outbound.private-hosts}: checked on the very address that is connected to, so a
 * name that resolves differently a moment later gains nothing. Redirects are not followed. Answers are bounded in time and size.
 */
@ApplicationScoped
public class OutboundHttp {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);

    private final List<String> allowedHosts;
    private final Set<String> privateHosts;
    private final CloseableHttpClient client;

    OutboundHttp(
            @ConfigProperty(name = "garrison.outbound.allowed-hosts", defaultValue = "*") List<String> allowedHosts,
            @ConfigProperty(name = "garrison.outbound.private-hosts") Optional<List<String>> privateHosts) {
        this.allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
        this.privateHosts = Set.copyOf(privateHosts.orElse(List.of()).stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList());
        client = HttpClients.custom()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new PublicAddresses())
                        .setMaxConnTotal(100)
                        .setMaxConnPerRoute(20)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(Timeout.ofSeconds(30))
                                .setTimeToLive(1, TimeUnit.MINUTES)
                                .build())
                        .build())
                .build();
    }

    /** @param body null for none; a JSON text */
    public record Request(String method, URI uri, Map<String, String> headers, String body) {
        public static Request get(URI uri) {
            return new Request("GET", uri, Map.of(), null);
        }
    }

    /** @param headers by lower-case name */
    public record Answer(int status, Map<String, String> headers, byte[] body) {}

    /**
     * @param timeout until the answer begins, and again between two pieces of it
     * @param maxBytes of the answer's body; a longer one is an error, not cut off
     * @throws OutboundException the address is not allowed, nobody answers there, or the answer is too long
     */
    public Answer call(Request request, Timeout timeout, int maxBytes) {
        var uri = requireAllowed(request.uri());
        var call = new HttpUriRequestBase(request.method(), uri);
        request.headers().forEach(call::setHeader);
        if (request.body() != null) {
            call.setEntity(new ByteArrayEntity(
                    request.body().getBytes(java.nio.charset.StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
        }
        call.setConfig(RequestConfig.custom().setResponseTimeout(timeout).build());
        try {
            return client.execute(call, response -> read(response, uri, maxBytes));
        } catch (OutboundException e) {
            throw e;
        } catch (IOException e) {
            throw new OutboundException("Could not reach " + uri.getAuthority() + ": " + e.getMessage(), e);
        }
    }

    private static Answer read(ClassicHttpResponse response, URI uri, int maxBytes) throws IOException {
        var headers = new java.util.HashMap<String, String>();
        for (var header : response.getHeaders()) {
            headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        if (response.getEntity() == null) {
            return new Answer(response.getCode(), headers, new byte[0]);
        }
        try (var content = response.getEntity().getContent()) {
            var body = content.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                throw new OutboundException(
                        "The answer of " + uri.getAuthority() + " is longer than " + maxBytes + " bytes", null);
            }
            return new Answer(response.getCode(), headers, body);
        }
    }

    private URI requireAllowed(URI uri) {
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null || uri.getUserInfo() != null) {
            throw new OutboundException(
                    "Not an address that may be called: " + uri.getScheme() + "://" + uri.getHost(), null);
        }
        var host = uri.getHost().toLowerCase(Locale.ROOT);
        if (allowedHosts.stream().noneMatch(pattern -> matches(pattern, host))) {
            throw new OutboundException("Host " + host + " is not in the list of allowed hosts", null);
        }
        return uri;
    }

    private static boolean matches(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equals(host)
                || pattern.startsWith("*.") && host.endsWith(pattern.substring(1));
    }

    /** Resolves names for the connection itself, so what is checked is what is connected to. */
    private final class PublicAddresses extends SystemDefaultDnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            var addresses = super.resolve(host);
            var name = host.toLowerCase(Locale.ROOT);
            if (!privateHosts.contains(name) && !privateHosts.contains("[" + name + "]")) {
                for (var address : addresses) {
                    if (isPrivate(address)) {
                        throw new OutboundException(
                                "Host " + host + " has a private address, which is not allowed", null);
                    }
                }
            }
            return addresses;
        }
    }

    static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
        boolean zero = bytes.length == 4 && bytes[0] == 0;
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || shared
                || zero;
    }

    @PreDestroy
    void close() throws IOException {
        client.close();
    }
}

package dev.garrison.gateway.http;

import dev.garrison.gateway.GatewayConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** The headers that every answer has, whoever wrote it. What a service set itself stays. */
@Singleton
public class ResponseHeaders {
    private static final int COMPRESSED_FROM = 1024;
    private static final CharSequence PRODUCT = HttpHeaders.createOptimized("x-elastic-product");
    private static final CharSequence ELASTICSEARCH = HttpHeaders.createOptimized("Elasticsearch");
    private static final CharSequence KEEP_ALIVE = HttpHeaders.createOptimized("keep-alive");

    private final CharSequence[] names;
    private final CharSequence[] values;
    private final CharSequence keepAlive;
    private final UUID uuid;

    ResponseHeaders(
            GatewayConfig config,
            @org.eclipse.microprofile.config.inject.ConfigProperty(name = "quarkus.http.idle-timeout")
                    java.time.Duration idleTimeout) {
        uuid = config.uuid()
                .orElseGet(
                        () -> UUID.nameUUIDFromBytes(("garrison/" + config.name()).getBytes(StandardCharsets.UTF_8)));
        keepAlive = HttpHeaders.createOptimized("timeout=" + idleTimeout.toSeconds());
        String[][] all = {
            {"kbn-name", config.name()},
            {"kbn-license-sig", sha256(uuid.toString())},
            {"cache-control", "private, no-cache, no-store, must-revalidate"},
            {"x-content-type-options", "nosniff"},
            {"referrer-policy", "strict-origin-when-cross-origin"},
            {
                "permissions-policy",
                "camera=(), display-capture=(), fullscreen=(self), geolocation=(), microphone=(), web-share=()"
            },
            {"cross-origin-opener-policy", "same-origin"},
            {
                "content-security-policy",
                "script-src 'report-sample' 'self'; worker-src 'report-sample' 'self' blob:; "
                        + "style-src 'report-sample' 'self' 'unsafe-inline'"
            },
            {"vary", "accept-encoding"},
        };
        names = new CharSequence[all.length];
        values = new CharSequence[all.length];
        for (int i = 0; i < all.length; i++) {
            names[i] = HttpHeaders.createOptimized(all[i][0]);
            values[i] = HttpHeaders.createOptimized(all[i][1]);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stable across restarts and the same on every replica. */
    public UUID uuid() {
        return uuid;
    }

    void complete(Exchange exchange) {
        var headers = exchange.response.headers();
        for (int i = 0; i < names.length; i++) {
            if (!headers.contains(names[i])) {
                headers.set(names[i], values[i]);
            }
        }
        headers.set(RequestIds.HEADER, exchange.requestId);
        headers.set(KEEP_ALIVE, keepAlive);
        if (exchange.isElasticsearchApi()) {
            headers.set(PRODUCT, ELASTICSEARCH);
        }
        leaveSmallOnesUncompressed(exchange.request, headers);
    }

    /** The server compresses whatever has no content-encoding. */
    private static void leaveSmallOnesUncompressed(HttpServerRequest request, MultiMap headers) {
        if (request.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)
                && !headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                && (isSmall(headers.get(HttpHeaderNames.CONTENT_LENGTH))
                        || !isText(headers.get(HttpHeaderNames.CONTENT_TYPE)))) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaders.IDENTITY);
        }
    }

    private static boolean isSmall(String contentLength) {
        return contentLength != null
                && contentLength.length() <= 4
                && Integer.parseInt(contentLength) < COMPRESSED_FROM;
    }

    private static boolean isText(String contentType) {
        return contentType != null
                && (contentType.startsWith("application/json")
                        || contentType.startsWith("application/ndjson")
                        || contentType.startsWith("application/x-ndjson")
                        || contentType.startsWith("application/yaml")
                        || contentType.startsWith("text/") && !contentType.startsWith("text/event-stream"));
    }
}

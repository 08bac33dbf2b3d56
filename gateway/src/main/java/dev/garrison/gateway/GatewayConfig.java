package dev.garrison.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Everything that can be set; the table in README.md explains each key. */
@ConfigMapping(prefix = "garrison.gateway")
public interface GatewayConfig {
    /** {@code kbn-name} of every answer and {@code name} of the status. */
    @WithDefault("garrison")
    String name();

    /** {@code uuid} of the status; by default derived from the name, so that replicas agree and restarts keep it. */
    Optional<UUID> uuid();

    /** Kibana's version, on which clients gate features. */
    @WithDefault("${garrison.version}")
    String version();

    Map<String, ServiceConfig> services();

    /** Name of the service that authenticates; while it is away nothing can be served. */
    @WithDefault("security-service")
    String identityService();

    /** Exceptions from {@link #maxBodySize()} and {@link #timeout()}, by any name; the most specific path wins. */
    Map<String, Rule> rules();

    @WithDefault("1M")
    MemorySize maxBodySize();

    /** Request line and headers together. */
    @WithDefault("32K")
    MemorySize maxHeaderSize();

    /** How long a service may stay silent while the gateway waits for it. */
    @WithDefault("60S")
    Duration timeout();

    @WithDefault("3S")
    Duration connectTimeout();

    /** Connections to one service at most, over all event loops. */
    @WithDefault("1024")
    int connectionsPerService();

    /** How long the rest of a refused body is read and thrown away, so that the client gets to see the answer. */
    @WithDefault("10S")
    Duration linger();

    @WithDefault("true")
    boolean accessLog();

    /** Addresses (CIDR) of load balancers whose {@code X-Forwarded-*} headers are believed. */
    Optional<List<String>> trustedProxies();

    @WithDefault("5S")
    Duration healthInterval();

    @WithDefault("30S")
    Duration documentInterval();

    Authentication authentication();

    interface ServiceConfig {
        /** Scheme, host and port. */
        URI url();

        List<String> prefixes();

        @WithDefault("/q/health/ready")
        String healthPath();

        @WithDefault("/q/openapi?format=json")
        String documentPath();

        /** Names under {@code status.plugins} that are available while the service is. */
        List<String> plugins();
    }

    interface Rule {
        /** A path or the beginning of one, {@code *} for any segment. */
        String path();

        Optional<MemorySize> maxBodySize();

        Optional<Duration> timeout();
    }

    interface Authentication {
        @WithDefault("/internal/authenticate")
        String path();

        /** How long a credential's token is used again; 0 asks security-service each time. */
        @WithDefault("5S")
        Duration cacheFor();

        @WithDefault("50000")
        long cacheSize();

        @WithDefault("15S")
        Duration timeout();

        @WithDefault("garrison.security")
        String eventTopic();
    }
}

package dev.garrison.gateway.connections;

import dev.garrison.gateway.GatewayConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Kept-alive connections to the services, a pool for each event loop: a request is read, forwarded and answered on one thread, while a
 * pool shared by all would hand it connections of other loops.
 */
@Singleton
public class ServiceConnections {
    private static final int CHUNK = 64 * 1024;

    private final AtomicInteger open = new AtomicInteger();
    private final FastThreadLocal<HttpClient> clients;

    ServiceConnections(
            Vertx vertx,
            GatewayConfig config,
            MeterRegistry metrics,
            @ConfigProperty(name = "quarkus.http.limits.max-header-size")
                    io.quarkus.runtime.configuration.MemorySize longestHeader) {
        int loops = Math.max(1, loops(vertx));
        var options = new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAliveTimeout(30) // seconds; services keep theirs for minutes, so ours end first
                .setMaxHeaderSize((int) longestHeader.asLongValue())
                .setMaxChunkSize(CHUNK)
                .setMaxWaitQueueSize(10_000);
        var pool = new PoolOptions().setHttp1MaxSize(Math.max(1, config.connectionsPerService() / loops));
        clients = new FastThreadLocal<>() {
            @Override
            protected HttpClient initialValue() {
                return vertx.createHttpClient(options, pool).connectionHandler(connection -> {
                    open.incrementAndGet();
                    connection.closeHandler(closed -> open.decrementAndGet());
                });
            }
        };
        metrics.gauge("garrison.gateway.connections", open);
    }

    private static int loops(Vertx vertx) {
        int loops = 0;
        for (var ignored : vertx.nettyEventLoopGroup()) {
            loops++;
        }
        return loops;
    }

    /** The client of this thread, which must be an event loop. */
    public HttpClient here() {
        return clients.get();
    }

    /** How many are open now, busy or not. */
    public int open() {
        return open.get();
    }
}

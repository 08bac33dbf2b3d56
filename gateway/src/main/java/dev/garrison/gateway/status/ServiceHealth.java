package dev.garrison.gateway.status;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.connections.Background;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.routing.Service;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Which services are ready, asked in the background and kept in memory. */
@Singleton
public class ServiceHealth {
    private static final Logger LOG = Logger.getLogger(ServiceHealth.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String READY = "is ready";

    private final Map<String, Health> healths = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final Background background;
    private final Routes routes;
    private final GatewayConfig config;
    private volatile boolean everReady;

    /** @param summary what a human is told after the service's name */
    public record Health(boolean ready, String summary) {}

    /** The gateway's whole: without authentication nothing works, without another service the rest does. */
    public enum Level {
        available,
        degraded,
        unavailable
    }

    ServiceHealth(Vertx vertx, Background background, Routes routes, GatewayConfig config) {
        this.vertx = vertx;
        this.background = background;
        this.routes = routes;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        ask();
        vertx.setPeriodic(config.healthInterval().toMillis(), tick -> ask());
    }

    private void ask() {
        for (var service : routes.services()) {
            background.get(service, service.healthPath(), PATIENCE).onComplete(answer -> {
                if (answer.failed()) {
                    LOG.debugf("Health of %s: %s", service.name(), answer.cause());
                    put(service, new Health(false, "does not answer"));
                } else if (answer.result().status() == 200) {
                    put(service, new Health(true, READY));
                } else {
                    put(service, new Health(false, "is not ready"));
                }
            });
        }
    }

    private void put(Service service, Health health) {
        var before = healths.put(service.name(), health);
        if (before == null || !before.equals(health)) {
            LOG.infof("%s %s", service.name(), health.summary());
        }
        if (health.ready() && service.name().equals(config.identityService())) {
            everReady = true;
        }
    }

    public Health of(Service service) {
        return healths.getOrDefault(service.name(), new Health(false, "is starting"));
    }

    /** Whether clients could be authenticated at any time since the start. */
    public boolean everReady() {
        return everReady;
    }

    public Level overall() {
        if (!of(routes.service(config.identityService())).ready()) {
            return Level.unavailable;
        }
        return routes.services().stream().allMatch(service -> of(service).ready()) ? Level.available : Level.degraded;
    }
}

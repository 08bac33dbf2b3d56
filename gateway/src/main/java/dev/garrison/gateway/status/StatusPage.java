package dev.garrison.gateway.status;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.authentication.Authenticator;
import dev.garrison.gateway.authentication.Outcome;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.http.Page;
import dev.garrison.gateway.http.ResponseHeaders;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.routing.Service;
import dev.garrison.gateway.status.ServiceHealth.Level;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /api/status}: for whom it knows in full, for a client without credentials the overall level alone. Answered also while
 * nobody can be authenticated, or a status page would be of no use then.
 */
@Singleton
class StatusPage implements Page {
    private static final String PATH = "/api/status";
    private static final String JSON = "application/json; charset=utf-8";
    private static final String STORAGE = "savedObjects";

    private final GatewayConfig config;
    private final Routes routes;
    private final ServiceHealth health;
    private final Authenticator authenticator;
    private final ResponseHeaders headers;
    private final ProcessMetrics metrics;
    private final Build build;

    StatusPage(
            GatewayConfig config,
            Routes routes,
            ServiceHealth health,
            Authenticator authenticator,
            ResponseHeaders headers,
            ProcessMetrics metrics,
            Build build) {
        this.config = config;
        this.routes = routes;
        this.health = health;
        this.authenticator = authenticator;
        this.headers = headers;
        this.metrics = metrics;
        this.build = build;
    }

    @Override
    public Set<String> paths() {
        return Set.of(PATH);
    }

    @Override
    public void show(Exchange exchange) {
        var authorization = exchange.request.getHeader(HttpHeaderNames.AUTHORIZATION);
        if (authorization == null) {
            redacted(exchange);
        } else if (!Authenticator.isCredential(authorization)) {
            exchange.refuse(401);
        } else {
            authenticate(exchange, authorization);
        }
    }

    private void authenticate(Exchange exchange, String authorization) {
        var space = exchange.target().space();
        var identity = authenticator.remembered(authorization, space);
        if (identity != null) {
            exchange.isBy(identity.username());
            full(exchange);
            return;
        }
        var context = Vertx.currentContext();
        authenticator
                .ask(authorization, space, exchange.address(), exchange.requestId)
                .onSuccess(outcome -> context.runOnContext(here -> decided(exchange, outcome)));
    }

    private void decided(Exchange exchange, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            exchange.isBy(accepted.identity().username());
            full(exchange);
        } else if (outcome instanceof Outcome.Refused refused) {
            exchange.refuse(refused.status(), refused.message());
        } else {
            redacted(exchange);
        }
    }

    private void redacted(Exchange exchange) {
        var level = health.overall();
        send(
                exchange,
                level,
                new JsonObject().put("status", new JsonObject().put("overall", new JsonObject().put("level", level))));
    }

    private void full(Exchange exchange) {
        var wrong = StatusQuery.problem(exchange.request.params());
        if (wrong != null) {
            exchange.refuse(400, wrong);
            return;
        }
        var level = health.overall();
        send(
                exchange,
                level,
                new JsonObject()
                        .put("name", config.name())
                        .put("uuid", headers.uuid().toString())
                        .put("version", build.describe(config.version()))
                        .put("status", status(level))
                        .put("metrics", metrics.read()));
    }

    private static void send(Exchange exchange, Level level, JsonObject document) {
        exchange.response.putHeader("elastic-api-version", "2023-10-31");
        exchange.answer(level == Level.unavailable ? 503 : 200, JSON, document.toBuffer());
    }

    private JsonObject status(Level level) {
        var plugins = new JsonObject();
        for (var service : routes.services()) {
            service.plugins().forEach(plugin -> plugins.put(plugin, of(service)));
        }
        var summary =
                switch (level) {
                    case available -> "All services are available";
                    case degraded -> "Some services are not available";
                    case unavailable -> "Users cannot be authenticated";
                };
        return new JsonObject()
                .put("overall", entry(level, summary))
                .put(
                        "core",
                        new JsonObject()
                                .put("elasticsearch", of(routes.service(config.identityService())))
                                .put("savedObjects", storage()))
                .put("plugins", plugins);
    }

    /** Saved objects are one of the services' plugins here. */
    private JsonObject storage() {
        return routes.services().stream()
                .filter(service -> service.plugins().contains(STORAGE))
                .findFirst()
                .map(this::of)
                .orElseGet(() -> entry(Level.unavailable, "No service keeps saved objects"));
    }

    private JsonObject of(Service service) {
        var state = health.of(service);
        return entry(state.ready() ? Level.available : Level.unavailable, service.name() + " " + state.summary());
    }

    private static JsonObject entry(Level level, String summary) {
        return new JsonObject(Map.of("level", level.name(), "summary", summary, "meta", new JsonObject()));
    }
}

package dev.garrison.gateway;

import dev.garrison.gateway.authentication.Authenticator;
import dev.garrison.gateway.authentication.Identity;
import dev.garrison.gateway.authentication.Outcome;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.http.Exchanges;
import dev.garrison.gateway.http.Pages;
import dev.garrison.gateway.openapi.Documents;
import dev.garrison.gateway.proxy.Forwarder;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.routing.Target;
import dev.garrison.gateway.status.ServiceHealth;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * What happens to a request before a service sees it, in Kibana's order: the space is cut off, the route looked up (404), the client
 * authenticated (401), the size checked (413). All later checks are the services'.
 */
@Singleton
class Gateway {
    private static final Logger LOG = Logger.getLogger(Gateway.class);
    private static final int BEFORE_ALL_OTHERS = Integer.MIN_VALUE + 10; // but for dev mode's reload

    private final Exchanges exchanges;
    private final Routes routes;
    private final Pages pages;
    private final Authenticator authenticator;
    private final Documents documents;
    private final ServiceHealth health;
    private final Forwarder forwarder;

    Gateway(
            Exchanges exchanges,
            Routes routes,
            Pages pages,
            Authenticator authenticator,
            Documents documents,
            ServiceHealth health,
            Forwarder forwarder) {
        this.exchanges = exchanges;
        this.routes = routes;
        this.pages = pages;
        this.authenticator = authenticator;
        this.documents = documents;
        this.health = health;
        this.forwarder = forwarder;
    }

    void mount(@Observes Router router) {
        router.route()
                .order(BEFORE_ALL_OTHERS)
                .handler(context -> handle(context.request()))
                .failureHandler(this::failed);
    }

    /** The router refuses a target such as {@code *} or {@code ?x} before any handler; anything else is our mistake. */
    private void failed(RoutingContext context) {
        if (context.failure() == null || context.failure() instanceof VertxException) {
            handle(context.request());
        } else {
            var exchange = exchanges.begin(context.request());
            LOG.errorf(context.failure(), "Request %s failed", exchange.requestId);
            exchange.refuse(500, "An internal server error occurred. Check Kibana server logs for details.");
        }
    }

    private void handle(HttpServerRequest request) {
        var exchange = exchanges.begin(request);
        if (!Exchange.isServed(request.method())) {
            exchange.refuse(404);
            return;
        }
        var target = Target.parse(request.uri());
        if (target == null || !isFramedClearly(request)) {
            exchange.refuse(400);
            return;
        }
        var page = pages.at(target.path());
        if (page != null) {
            exchange.isFor(target, null);
            if (exchange.isRead()) {
                page.show(exchange);
            } else {
                exchange.refuse(404);
            }
            return;
        }
        exchange.isFor(target, routes.of(target.path()));
        if (exchange.route() == null && !exchange.isRead()) {
            exchange.refuse(404);
        } else {
            authenticate(exchange);
        }
    }

    /** Netty takes whatever contains "chunked"; a service might not, and then they disagree where the body ends. */
    private static boolean isFramedClearly(HttpServerRequest request) {
        var encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return encodings.isEmpty() || encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked");
    }

    private void authenticate(Exchange exchange) {
        var authorization = exchange.request.getHeader(HttpHeaderNames.AUTHORIZATION);
        if (!Authenticator.isCredential(authorization)) {
            notAuthenticated(exchange, missingCredentials(exchange));
            return;
        }
        var space = exchange.target().space();
        var identity = authenticator.remembered(authorization, space);
        if (identity != null) {
            authenticated(exchange, identity);
            return;
        }
        var context = Vertx.currentContext();
        authenticator
                .ask(authorization, space, exchange.address(), exchange.requestId)
                .onSuccess(outcome -> context.runOnContext(here -> decided(exchange, outcome)));
    }

    private static String missingCredentials(Exchange exchange) {
        return exchange.isElasticsearchApi()
                ? "missing authentication credentials for REST request [%s]"
                        .formatted(exchange.target().uri())
                : null;
    }

    private void decided(Exchange exchange, Outcome outcome) {
        if (exchange.isAnswered()) {
            return; // the client did not wait
        }
        if (outcome instanceof Outcome.Accepted accepted) {
            authenticated(exchange, accepted.identity());
        } else if (outcome instanceof Outcome.Refused refused && refused.status() == 401) {
            notAuthenticated(exchange, refused.message());
        } else if (outcome instanceof Outcome.Refused refused) {
            if (refused.retryAfter() != null) {
                exchange.response.putHeader(HttpHeaderNames.RETRY_AFTER, refused.retryAfter());
            }
            exchange.refuse(refused.status(), refused.message());
        } else if (health.everReady()) {
            exchange.refuse(503, "Users cannot be authenticated at the moment, please try again later");
        } else {
            startingUp(exchange);
        }
    }

    /** As Kibana answers before its storage is there. */
    private static void startingUp(Exchange exchange) {
        exchange.response.putHeader(HttpHeaderNames.RETRY_AFTER, "30");
        exchange.answer(503, "text/plain; charset=utf-8", Buffer.buffer("Kibana server is not ready yet"));
    }

    /** An unknown operation is a 404 for everybody; only what nobody may see unnamed, the reads, ask for a name first. */
    private void notAuthenticated(Exchange exchange, String message) {
        var route = exchange.route();
        boolean unknown = route != null
                && !exchange.isRead()
                && !route.isElasticsearchApi()
                && !documents.mayKnow(
                        route.service(),
                        exchange.request.method(),
                        exchange.target().path());
        if (unknown) {
            exchange.refuse(404);
        } else {
            exchange.refuse(401, message);
        }
    }

    private void authenticated(Exchange exchange, Identity identity) {
        exchange.isBy(identity.username());
        var target = exchange.target();
        var route = exchange.route();
        if (route == null) {
            exchange.refuse(404);
        } else if (target.hasTrailingSlash() && !route.isElasticsearchApi()) {
            if (exchange.isRead()) {
                exchange.response.putHeader(HttpHeaderNames.LOCATION, target.withoutTrailingSlash());
                exchange.answer(302, null, Buffer.buffer());
            } else {
                exchange.refuse(404);
            }
        } else {
            forwarder.forward(exchange, identity);
        }
    }
}

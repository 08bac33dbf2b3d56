package dev.garrison.gateway.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.connections.ServiceConnections;
import dev.garrison.gateway.routing.Routes;
import dev.garrison.gateway.routing.Service;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Has security-service turn credentials into tokens, and remembers them for a moment. */
@Singleton
public class Authenticator {
    private static final Logger LOG = Logger.getLogger(Authenticator.class);
    private static final Duration MARGIN =
            Duration.ofSeconds(2); // the token must still be good when the service reads it

    private final ServiceConnections connections;
    private final Service security;
    private final GatewayConfig.Authentication config;
    private final Cache<Credential, Identity> identities;

    /** Look-ups that nothing has contradicted since they began. Replaced when something changes, so that they are not remembered. */
    private volatile ConcurrentMap<Credential, Future<Outcome>> underway = new ConcurrentHashMap<>();

    Authenticator(ServiceConnections connections, Routes routes, GatewayConfig config, MeterRegistry metrics) {
        this.connections = connections;
        this.security = routes.service(config.identityService());
        this.config = config.authentication();
        this.identities = Caffeine.newBuilder()
                .maximumSize(this.config.cacheSize())
                .expireAfterWrite(this.config.cacheFor())
                .build();
        metrics.gauge("garrison.gateway.identities", identities, Cache::estimatedSize);
    }

    /**
     * A look at the header alone.
     *
     * @param authorization may be null
     */
    public static boolean isCredential(String authorization) {
        return authorization != null && Credential.isWellFormed(authorization);
    }

    /** @return null where security-service must be asked */
    public Identity remembered(String authorization, String space) {
        var identity = identities.getIfPresent(Credential.of(authorization, space));
        return identity == null || identity.goodUntil() - System.nanoTime() <= 0 ? null : identity;
    }

    /**
     * Asks security-service, once for any number of requests that ask for the same credential meanwhile. The future may be completed on
     * another event loop.
     *
     * @param address the client's
     */
    public Future<Outcome> ask(String authorization, String space, String address, String requestId) {
        var credential = Credential.of(authorization, space);
        var current = underway;
        var answer = Promise.<Outcome>promise();
        var same = current.putIfAbsent(credential, answer.future());
        if (same != null) {
            return same;
        }
        call(authorization, space, address, requestId).onComplete(called -> {
            var outcome = called.succeeded()
                    ? called.result()
                    : new Outcome.Unknown(String.valueOf(called.cause().getMessage()));
            if (outcome instanceof Outcome.Accepted accepted) {
                remember(credential, accepted.identity(), current);
            }
            current.remove(credential);
            answer.complete(outcome);
        });
        return answer.future();
    }

    private synchronized void remember(
            Credential credential, Identity identity, ConcurrentMap<Credential, Future<Outcome>> askedUnder) {
        if (underway == askedUnder && identity.goodUntil() - System.nanoTime() > 0) {
            identities.put(credential, identity);
        }
    }

    /** Forgets whose identity fits, and does not remember what is being asked just now. */
    synchronized void forget(Predicate<Identity> changed) {
        underway = new ConcurrentHashMap<>();
        identities.asMap().values().removeIf(changed);
    }

    /** A service did not take the token, for instance because the signing key is new. */
    public void forget(String authorization, String space) {
        identities.invalidate(Credential.of(authorization, space));
    }

    private Future<Outcome> call(String authorization, String space, String address, String requestId) {
        var question = new JsonObject()
                .put("authorization", authorization)
                .put("space", space)
                .put("address", address)
                .put("request_id", requestId)
                .toBuffer();
        var options = security.request(HttpMethod.POST, config.path())
                .setTimeout(config.timeout().toMillis())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("x-request-id", requestId);
        return connections
                .here()
                .request(options)
                .compose(request -> request.send(question))
                .compose(response -> response.body().map(body -> outcome(response, body)));
    }

    private Outcome outcome(HttpClientResponse response, Buffer body) {
        try {
            return switch (response.statusCode()) {
                case 200 -> accepted(body.toJsonObject());
                case 401, 429 ->
                    new Outcome.Refused(
                            response.statusCode(),
                            body.toJsonObject().getString("message"),
                            response.getHeader(HttpHeaders.RETRY_AFTER));
                default -> unknown(response);
            };
        } catch (DecodeException | ClassCastException e) {
            return unknown(response);
        }
    }

    private Outcome accepted(JsonObject answer) {
        var token = answer.getString("token");
        var life = Duration.ofSeconds(answer.getLong("expires_in", 0L)).minus(MARGIN);
        if (token == null) {
            return new Outcome.Unknown("security-service sent no token");
        }
        long goodFor = Math.min(life.toNanos(), config.cacheFor().toNanos());
        return new Outcome.Accepted(new Identity(
                "Bearer " + token,
                answer.getString("username"),
                answer.getString("api_key_id"),
                roles(answer),
                System.nanoTime() + goodFor));
    }

    private static Set<String> roles(JsonObject answer) {
        var roles = answer.getJsonArray("roles");
        return roles == null ? null : roles.stream().map(String.class::cast).collect(Collectors.toUnmodifiableSet());
    }

    private static Outcome unknown(HttpClientResponse response) {
        LOG.errorf("security-service answers an authentication with %d", response.statusCode());
        return new Outcome.Unknown("status " + response.statusCode());
    }
}

package dev.garrison.gateway.http;

import dev.garrison.gateway.GatewayConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** What every exchange needs. */
@Singleton
public class Exchanges {
    final Vertx vertx;
    final ResponseHeaders headers;
    final ClientAddresses addresses;
    final AccessLog accessLog;
    final Refusals refusals;
    final RequestMetrics metrics;
    final long lingerMillis;

    Exchanges(
            Vertx vertx,
            ResponseHeaders headers,
            ClientAddresses addresses,
            AccessLog accessLog,
            Refusals refusals,
            RequestMetrics metrics,
            GatewayConfig config) {
        this.vertx = vertx;
        this.headers = headers;
        this.addresses = addresses;
        this.accessLog = accessLog;
        this.refusals = refusals;
        this.metrics = metrics;
        this.lingerMillis = Math.max(1, config.linger().toMillis());
    }

    public Exchange begin(HttpServerRequest request) {
        return new Exchange(this, request);
    }
}

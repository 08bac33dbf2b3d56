package dev.garrison.gateway.connections;

import dev.garrison.gateway.GatewayConfig;
import dev.garrison.gateway.routing.Service;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The gateway's own questions to services, apart from the clients' connections. */
@Singleton
public class Background {
    private final HttpClient client;

    Background(Vertx vertx, GatewayConfig config) {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) config.connectTimeout().toMillis()));
    }

    public record Answer(int status, Buffer body) {}

    /** Fails where the service does not answer in time. */
    public Future<Answer> get(Service service, String uri, Duration timeout) {
        return client.request(service.request(HttpMethod.GET, uri).setTimeout(timeout.toMillis()))
                .compose(HttpClientRequest::send)
                .compose(response -> response.body().map(body -> new Answer(response.statusCode(), body)));
    }
}

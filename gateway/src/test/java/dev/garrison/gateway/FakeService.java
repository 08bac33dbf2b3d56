package dev.garrison.gateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service behind the gateway: remembers what it was sent, says its name, and does what a test tells it for a path. */
public class FakeService {
    protected final Vertx vertx;
    final String name;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Handler<HttpServerRequest>> special = new ConcurrentHashMap<>();
    private volatile HttpServer server;
    private volatile int port;
    volatile boolean ready = true;
    volatile String document = "{\"openapi\":\"3.0.3\",\"paths\":{}}";

    /** @param uri as it came over the wire */
    public record Received(String method, String uri, MultiMap headers, Buffer body) {}

    FakeService(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
        start();
    }

    /** The same port as before, if it ever had one. */
    void start() {
        server = vertx.createHttpServer(
                        new HttpServerOptions().setMaxHeaderSize(256 * 1024).setMaxInitialLineLength(70_000))
                .requestHandler(this::handle)
                .listen(port, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        port = server.actualPort();
    }

    void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://localhost:" + port;
    }

    int port() {
        return port;
    }

    /** @param path without query */
    void on(String path, Handler<HttpServerRequest> handler) {
        special.put(path, handler);
    }

    List<Received> received(String pathAndQuery) {
        return received.stream().filter(one -> one.uri().equals(pathAndQuery)).toList();
    }

    boolean everReceived(String part) {
        return received.stream().anyMatch(one -> one.uri().contains(part));
    }

    Received only(String pathAndQuery) {
        var found = received(pathAndQuery);
        if (found.size() != 1) {
            throw new AssertionError(name + " got " + found.size() + " requests for " + pathAndQuery);
        }
        return found.get(0);
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/q/health/ready")) {
            request.response().setStatusCode(ready ? 200 : 503).end("{\"status\":\"UP\"}");
        } else if (request.path().equals("/q/openapi")) {
            request.response().putHeader("content-type", "application/json").end(document);
        } else {
            serve(request);
        }
    }

    void serve(HttpServerRequest request) {
        var handler = special.get(request.path());
        if (handler != null) {
            received.add(new Received(request.method().name(), request.uri(), headers(request), Buffer.buffer()));
            handler.handle(request);
            return;
        }
        request.body().onSuccess(body -> {
            received.add(new Received(request.method().name(), request.uri(), headers(request), body));
            var answer = new JsonObject()
                    .put("service", name)
                    .put("uri", request.uri())
                    .toBuffer();
            request.response()
                    .putHeader("content-type", "application/json")
                    .putHeader("content-length", String.valueOf(answer.length()))
                    .end(answer);
        });
    }

    private static MultiMap headers(HttpServerRequest request) {
        return MultiMap.caseInsensitiveMultiMap().addAll(request.headers());
    }
}

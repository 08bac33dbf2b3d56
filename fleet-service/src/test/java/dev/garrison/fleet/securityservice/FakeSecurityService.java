package dev.garrison.fleet.securityservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A security-service that answers what a test tells it to. */
public class FakeSecurityService implements QuarkusTestResourceLifecycleManager {
    /** @param body as sent */
    public record Call(String path, String authorization, String kbnXsrf, String body) {}

    private record Answer(int status, String body) {}

    private static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();
    private static final List<Call> CALLS = new CopyOnWriteArrayList<>();
    private static volatile boolean away;
    private static volatile CountDownLatch silent;

    private HttpServer server;

    public static void reset() {
        ANSWERS.clear();
        CALLS.clear();
        away = false;
        if (silent != null) {
            silent.countDown();
            silent = null;
        }
    }

    public static void answers(String path, int status, String body) {
        ANSWERS.put(path, new Answer(status, body));
    }

    /** Connections are closed without an answer. */
    public static void goesAway() {
        away = true;
    }

    /** Nobody gets an answer before the next reset. */
    public static void fallsSilent() {
        silent = new CountDownLatch(1);
    }

    public static List<Call> calls() {
        return CALLS;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "fake-security-service");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", FakeSecurityService::answer);
        server.start();
        return Map.of(
                "garrison.security-service.url",
                "http://localhost:" + server.getAddress().getPort(),
                "garrison.security-service.timeout",
                "1S");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            CALLS.add(new Call(
                    path,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("kbn-xsrf"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            var waiting = silent;
            if (waiting != null) {
                waiting.await();
            }
            if (!away) {
                var answer = ANSWERS.getOrDefault(path, new Answer(404, "{}"));
                var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        reset();
        server.stop(0);
    }
}

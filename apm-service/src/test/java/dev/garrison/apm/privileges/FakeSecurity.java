package dev.garrison.apm.privileges;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** security-service as far as apm-service asks it: what the bearer of a token holds in other spaces. */
public class FakeSecurity implements QuarkusTestResourceLifecycleManager {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Map<String, Set<String>>> HELD = new ConcurrentHashMap<>();
    private static volatile boolean broken;

    private HttpServer server;

    /** From now on the bearer of the token holds these privileges, too, in the space. */
    public static void grant(String authorization, String space, String... privileges) {
        HELD.computeIfAbsent(authorization, any -> new ConcurrentHashMap<>()).put(space, Set.of(privileges));
    }

    public static void breakDown(boolean down) {
        broken = down;
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/internal/privileges", exchange -> {
            try (exchange) {
                if (broken) {
                    exchange.sendResponseHeaders(500, -1);
                    return;
                }
                var question = JSON.readTree(exchange.getRequestBody());
                var bearer = HELD.getOrDefault(exchange.getRequestHeaders().getFirst("Authorization"), Map.of());
                var answer = JSON.createObjectNode();
                question.get("spaces").forEach(space -> {
                    var there = answer.withObject("/spaces").putArray(space.textValue());
                    question.get("privileges").forEach(privilege -> {
                        if (bearer.getOrDefault(space.textValue(), Set.of()).contains(privilege.textValue())) {
                            there.add(privilege);
                        }
                    });
                });
                var bytes = JSON.writeValueAsBytes(answer);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        return Map.of(
                "garrison.security-service.url",
                "http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    /** All four operations on each of the types. */
    public static String[] allOn(String... types) {
        return Arrays.stream(types)
                .flatMap(type -> Arrays.stream(new String[] {"get", "create", "update", "delete"})
                        .map(operation -> "saved_object:" + type + "/" + operation))
                .toArray(String[]::new);
    }
}

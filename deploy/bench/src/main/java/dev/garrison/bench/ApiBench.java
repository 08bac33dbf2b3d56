package dev.garrison.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.local.Stack;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** Requests through the gateway, beside the same SQL by pgbench, nginx as the proxy, and requests without authentication. */
final class ApiBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 5;
    private static final int SECONDS = 6;
    private static final int POLICIES = 200;

    private static final String LIST = "/api/fleet/agent_policies?perPage=20";

    /** What fleet-service asks PostgreSQL for {@link #LIST}. */
    private static final String LIST_SQL =
            """
            select * from agent_policy order by updated_at desc, id limit 20 offset 0;
            select count(*) from agent_policy;
            """;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Stack stack;
    private final String basic;

    private ApiBench(Stack stack, String password) {
        this.stack = stack;
        basic = "Basic " + Base64.getEncoder().encodeToString(("elastic:" + password).getBytes(StandardCharsets.UTF_8));
    }

    static void run() throws IOException, InterruptedException {
        try (var stack = Stack.builder()
                .temporary()
                .only("security-service", "fleet-service", "gateway")
                .report(System.out::println)
                .start()) {
            new ApiBench(stack, stack.elasticPassword()).measure();
        }
    }

    private void measure() throws IOException, InterruptedException {
        for (int i = 0; i < POLICIES; i++) {
            call(
                    "POST",
                    stack.url() + "/api/fleet/agent_policies",
                    "{\"name\":\"Policy %d\",\"namespace\":\"default\"}".formatted(i));
        }
        var gateway = stack.url() + LIST;
        var fleet = stack.service("fleet-service").url();
        var withBasic = Map.of("Authorization", basic);
        var key = JSON.readTree(call("POST", stack.url() + "/_security/api_key", "{\"name\":\"bench\"}"))
                .path("encoded")
                .asText();
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Load.wrk(gateway, withBasic, SECONDS); // warm-up
        Load.wrk(fleet + LIST, Map.of("Authorization", "Bearer " + freshToken()), SECONDS);

        compare(
                "list agent policies by the gateway / the same SQL by pgbench",
                () -> Load.wrk(gateway, withBasic, SECONDS),
                () -> Load.pgbench(stack.jdbcUrl("fleet"), LIST_SQL, SECONDS));
        // the internal token lives for minutes: nginx adds one that was just made
        try (var nginx =
                new Load.Nginx(port, fleet.substring("http://".length()), "Authorization", "Bearer " + freshToken())) {
            compare(
                    "list agent policies by the gateway / by nginx in front of fleet-service",
                    () -> Load.wrk(gateway, withBasic, SECONDS),
                    () -> Load.wrk("http://localhost:" + port + LIST, Map.of(), SECONDS));
        }
        var status = stack.url() + "/api/status";
        compare(
                "/api/status with Basic / without credentials (redacted answer)",
                () -> Load.wrk(status, withBasic, SECONDS),
                () -> Load.wrk(status, Map.of(), SECONDS));
        compare(
                "/api/status with ApiKey / without credentials (redacted answer)",
                () -> Load.wrk(status, Map.of("Authorization", "ApiKey " + key), SECONDS),
                () -> Load.wrk(status, Map.of(), SECONDS));
    }

    private String freshToken() throws IOException, InterruptedException {
        return JSON.readTree(call(
                        "POST",
                        stack.service("security-service").url() + "/internal/authenticate",
                        JSON.writeValueAsString(
                                Map.of("authorization", basic, "space", "default", "address", "127.0.0.1"))))
                .path("token")
                .asText();
    }

    /** Round by round side by side, so that a noisy moment meets both; the median of the rounds' ratios. */
    private static void compare(String what, DoubleSupplier ours, DoubleSupplier other) {
        var ratios = new ArrayList<Double>();
        var lines = new ArrayList<String>();
        for (int round = 0; round < ROUNDS; round++) {
            double a = ours.getAsDouble();
            double b = other.getAsDouble();
            ratios.add(a / b);
            lines.add("%.0f/%.0f".formatted(a, b));
        }
        var sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "%-80s %.2f   (per second: %s)%n", what, sorted.get(sorted.size() / 2), String.join(" ", lines));
    }

    private String call(String method, String url, String body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", basic)
                        .header("kbn-xsrf", "bench")
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(method + " " + url + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }
}

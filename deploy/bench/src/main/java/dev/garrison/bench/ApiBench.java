package dev.garrison.bench;

import dev.garrison.local.Stack;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

/** Requests through the gateway, beside the same SQL by pgbench, nginx as the proxy, and requests without authentication. */
final class ApiBench {
    private static final int SECONDS = 6;
    private static final int POLICIES = 200;

    private static final String LIST = "/api/fleet/agent_policies?perPage=20";

    /** What fleet-service asks PostgreSQL for {@link #LIST}. */
    private static final String LIST_SQL =
            """
            select * from agent_policy order by updated_at desc, id limit 20 offset 0;
            select count(*) from agent_policy;
            """;

    private final Stack stack;
    private final Gateway gateway;

    private ApiBench(Stack stack) {
        this.stack = stack;
        gateway = new Gateway(stack);
    }

    static void run() throws IOException {
        try (var stack = Stack.builder()
                .temporary()
                .only("security-service", "fleet-service", "gateway")
                .report(System.out::println)
                .start()) {
            new ApiBench(stack).measure();
        }
    }

    private void measure() throws IOException {
        for (int i = 0; i < POLICIES; i++) {
            gateway.policy("Policy " + i);
        }
        var list = stack.url() + LIST;
        var fleet = stack.service("fleet-service").url();
        var key = gateway.post("/_security/api_key", Map.of("name", "bench"))
                .path("encoded")
                .asText();
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Load.wrk(list, gateway.credentials(), SECONDS); // warm-up
        Load.wrk(fleet + LIST, Map.of("Authorization", "Bearer " + gateway.internalToken()), SECONDS);

        Comparison.print(
                "list agent policies by the gateway / the same SQL by pgbench",
                () -> Load.wrk(list, gateway.credentials(), SECONDS),
                () -> Load.pgbench(stack.jdbcUrl("fleet"), LIST_SQL, SECONDS));
        // the internal token lives for minutes: nginx adds one that was just made
        try (var nginx = new Load.Nginx(
                port, fleet.substring("http://".length()), "Authorization", "Bearer " + gateway.internalToken())) {
            Comparison.print(
                    "list agent policies by the gateway / by nginx in front of fleet-service",
                    () -> Load.wrk(list, gateway.credentials(), SECONDS),
                    () -> Load.wrk("http://localhost:" + port + LIST, Map.of(), SECONDS));
        }
        var status = stack.url() + "/api/status";
        Comparison.print(
                "/api/status with Basic / without credentials (redacted answer)",
                () -> Load.wrk(status, gateway.credentials(), SECONDS),
                () -> Load.wrk(status, Map.of(), SECONDS));
        Comparison.print(
                "/api/status with ApiKey / without credentials (redacted answer)",
                () -> Load.wrk(status, Map.of("Authorization", "ApiKey " + key), SECONDS),
                () -> Load.wrk(status, Map.of(), SECONDS));
    }
}

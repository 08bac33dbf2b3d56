package dev.garrison.bench;

import dev.garrison.local.Stack;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Pages of agents that match KQL, by the API and by the SQL that fleet-service asks for them. */
final class AgentListBench {
    private static final int SECONDS = 6;
    private static final int WARM_UP_SECONDS =
            20; // until the optimising compiler is through, which shares the processors

    private final Stack stack;
    private final Gateway gateway;
    private final String policy;

    AgentListBench(Stack stack, Gateway gateway, String policy) {
        this.stack = stack;
        this.gateway = gateway;
        this.policy = policy;
    }

    /** @param rows agents that {@link AgentRows} made */
    void measure(int rows) {
        compare("a rack's agents that are online", "tags:\"rack-17\" and status:online", AgentRows.IN_A_RACK);
        compare("one host", "local_metadata.host.hostname:\"host-4711\"", 1);
        compare(
                "a policy's agents, by a part of the host name",
                "policy_id:\"%s\" and local_metadata.host.hostname:host-99*".formatted(policy),
                IntStream.range(0, rows)
                        .filter(n -> ("host-" + n).startsWith("host-99"))
                        .count());
    }

    /** @param matching how many agents there must be, so that a fast answer is the right one */
    private void compare(String what, String kuery, long matching) {
        var path = "/api/fleet/agents?perPage=20&kuery=" + URLEncoder.encode(kuery, StandardCharsets.UTF_8);
        long total = gateway.get(path).path("total").asLong();
        if (total != matching) {
            throw new IllegalStateException("%s: %d agents match, not %d".formatted(kuery, total, matching));
        }
        var sql = AskedSql.during(stack, "from agent a", () -> gateway.get(path));
        Load.wrk(stack.url() + path, gateway.credentials(), WARM_UP_SECONDS);
        Comparison.print(
                "list agents by KQL, " + what + " / the same SQL by pgbench",
                () -> Load.wrk(stack.url() + path, gateway.credentials(), SECONDS),
                () -> Load.pgbench(stack.jdbcUrl("fleet"), sql, SECONDS));
    }
}

package dev.garrison.bench;

import dev.garrison.local.Stack;

/** A large fleet on two replicas of fleet-service: agents in long poll, what is done to all at once, lists of them. */
final class FleetBench {
    private static final int REPLICAS = 2;

    private FleetBench() {}

    /** @param parked agents in long poll on each replica @param rows agents in the database for bulk actions and lists */
    static void run(int parked, int rows) {
        try (var stack = Stack.builder()
                .temporary()
                .only("security-service", "fleet-service", "gateway")
                .replicas("fleet-service", REPLICAS)
                .report(System.out::println)
                .start()) {
            var gateway = new Gateway(stack);
            // memory first: what the others take from the heap would be there for agents to fill unseen
            new ParkedBench(stack, gateway).measure(parked);
            var policy = gateway.policy("a large fleet");
            AgentRows.insert(stack, policy, rows);
            new AgentListBench(stack, gateway, policy).measure(rows);
            new BulkBench(stack, gateway, policy).measure(rows);
        }
    }
}

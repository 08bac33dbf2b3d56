package dev.garrison.bench;

import dev.garrison.local.Stack;
import dev.garrison.local.agent.AgentSwarm;
import java.time.Duration;
import java.util.Map;

/** Agents in long poll on one replica of fleet-service: the memory that they cost, and how soon a new policy revision has reached all. */
final class AgentsBench {
    private static final int AT_POLICY_CHANGE = 10_000;

    private final Stack stack;
    private final Gateway gateway;

    private AgentsBench(Stack stack) {
        this.stack = stack;
        gateway = new Gateway(stack);
    }

    /** @param count a process here may open 20,000 files at most, and each agent is one on either side */
    static void run(int count) {
        try (var stack = Stack.builder()
                .temporary()
                .only("security-service", "fleet-service", "gateway")
                .report(System.out::println)
                .start()) {
            new AgentsBench(stack).measure(count);
        }
    }

    private void measure(int count) {
        try (var swarm = AgentSwarm.of(stack.fleetServerUrls())
                .ignorePolicyHosts()
                .pollTimeout(Duration.ofMinutes(30))
                .start()) {
            var first = gateway.policy("first");
            var warm = swarm.enroll(gateway.token(first), 200); // classes, pools and caches
            swarm.awaitPolicy(first, 1, Duration.ofMinutes(1));
            Stopwatch.settle();
            long before = Memory.ofPart(stack, "fleet-service");

            var enrolled = enroll(swarm, first, Math.min(count, AT_POLICY_CHANGE) - warm.size());
            Stopwatch.settle();
            timeOfNewRevision(swarm, first);
            if (count > AT_POLICY_CHANGE) {
                enrolled += enroll(swarm, gateway.policy("second"), count - AT_POLICY_CHANGE);
            }
            Stopwatch.settle();
            long after = Memory.ofPart(stack, "fleet-service");
            System.out.printf(
                    "%,d agents parked: RSS of fleet-service %,d MB, %,d MB more than with %d agents; %.0f agents per MB,"
                            + " %,d MB per 10,000%n",
                    swarm.statistics().checkingIn(),
                    after,
                    after - before,
                    warm.size(),
                    enrolled / Math.max(1.0, after - before),
                    (after - before) * 10_000 / enrolled);
            System.out.println("requests that failed and were tried again: "
                    + swarm.statistics().failures());
        }
    }

    private int enroll(AgentSwarm swarm, String policyId, int count) {
        var enrolling = new Stopwatch();
        var agents = swarm.enroll(gateway.token(policyId), count);
        var enrolled = enrolling.seconds();
        var following = new Stopwatch();
        swarm.await(agent -> agent.revision() >= 1, Duration.ofMinutes(5));
        System.out.printf(
                "%,d agents enrolled in %.1f s, all with their policy %.1f s later%n",
                count, enrolled, following.seconds());
        return agents.size();
    }

    private void timeOfNewRevision(AgentSwarm swarm, String policyId) {
        int parked = swarm.statistics().checkingIn();
        var following = new Stopwatch();
        gateway.put("/api/fleet/agent_policies/" + policyId, Map.of("name", "first", "namespace", "changed"));
        swarm.awaitPolicy(policyId, 2, Duration.ofMinutes(5));
        System.out.printf(
                "a new policy revision had reached and been applied by the last of %,d parked agents after %.1f s%n",
                parked, following.seconds());
    }
}

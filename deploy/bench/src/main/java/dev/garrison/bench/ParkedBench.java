package dev.garrison.bench;

import dev.garrison.local.Stack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Agents in long poll on every replica: the memory that they cost each, and how fast they check in when all are told something. */
final class ParkedBench {
    private static final int WARM = 200; // classes, pools and caches

    private final Stack stack;
    private final Gateway gateway;
    private List<Swarm> swarms;

    ParkedBench(Stack stack, Gateway gateway) {
        this.stack = stack;
        this.gateway = gateway;
    }

    /** @param count on each replica; a process here may open 20,000 files at most, so each replica has its own swarm */
    void measure(int count) {
        swarms = stack.fleetServerUrls().stream().map(Swarm::new).toList();
        try {
            var policy = gateway.policy("parked");
            enroll(policy, WARM);
            Stopwatch.settle();
            var before = memory();
            var enrolling = new Stopwatch();
            enroll(policy, count - WARM);
            System.out.printf(
                    "%,d agents on each of %d replicas enrolled and with their policy in %.1f s%n",
                    count, swarms.size(), enrolling.seconds());
            Stopwatch.settle();
            var after = memory();
            for (int i = 0; i < swarms.size(); i++) {
                System.out.printf(
                        "replica %d, %,d agents parked: RSS %,d MB, %,d MB more than with %d agents: %,d MB per 10,000%n",
                        i + 1,
                        swarms.get(i).statistics().path("checkingIn").asInt(),
                        after.get(i),
                        after.get(i) - before.get(i),
                        WARM,
                        (after.get(i) - before.get(i)) * 10_000 / (count - WARM));
            }
            moveAll(policy, count);
        } finally {
            swarms.forEach(Swarm::close);
        }
    }

    /** Each agent is told, acknowledges, checks in, gets its new policy, acknowledges and checks in again. */
    private void moveAll(String policy, int count) {
        var target = gateway.policy("where the parked go");
        long answeredBefore = sum("checkins");
        long acknowledgedBefore = sum("acknowledged");
        var moving = new Stopwatch();
        gateway.post("/api/fleet/agents/bulk_reassign", Map.of("agents", "policy_id:" + policy, "policy_id", target));
        inAll(swarm -> swarm.awaitPolicy(target, 1));
        var seconds = moving.seconds();
        System.out.printf(
                "all %,d parked agents moved to another policy and applied it in %.1f s: %,.0f check-ins answered and"
                        + " %,.0f acknowledgements taken per second%n",
                count * swarms.size(),
                seconds,
                (sum("checkins") - answeredBefore) / seconds,
                (sum("acknowledged") - acknowledgedBefore) / seconds);
        swarms.forEach(swarm -> System.out.println("requests that failed and were tried again: "
                + swarm.statistics().path("failures")));
    }

    private void enroll(String policy, int count) {
        var token = gateway.token(policy);
        inAll(swarm -> {
            swarm.enroll(token, count);
            swarm.awaitPolicy(policy, 1);
        });
    }

    private void inAll(Consumer<Swarm> work) {
        var working = swarms.stream()
                .map(swarm -> CompletableFuture.runAsync(() -> work.accept(swarm)))
                .toList();
        working.forEach(CompletableFuture::join);
    }

    private long sum(String statistic) {
        return swarms.stream()
                .mapToLong(swarm -> swarm.statistics().path(statistic).asLong())
                .sum();
    }

    /** Of each replica, in MB. */
    private List<Long> memory() {
        return IntStream.range(0, swarms.size())
                .mapToObj(i -> Memory.ofPart(stack, i == 0 ? "fleet-service" : "fleet-service-" + (i + 1)))
                .toList();
    }
}

package dev.garrison.fleet.checkin;

import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.FleetServer.Shutdown;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The agents that wait on this replica, by id and by policy, without a thread each. Those whose time is over are answered that there is nothing. */
@ApplicationScoped
class WaitingCheckins {
    private static final int SEEN_EVERY_SECONDS = 30;

    private final Map<String, WaitingCheckin> byAgent = new ConcurrentHashMap<>();
    private final Map<String, Set<WaitingCheckin>> byPolicy = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "waiting-checkins");
        thread.setDaemon(true);
        return thread;
    });
    private final Heartbeats heartbeats;
    private volatile boolean closed;
    private int second;

    WaitingCheckins(Heartbeats heartbeats, MeterRegistry metrics) {
        this.heartbeats = heartbeats;
        Gauge.builder("garrison.agents.waiting", byAgent, Map::size)
                .description("Check-ins that wait on this replica")
                .register(metrics);
    }

    void start(@Observes StartupEvent event) {
        sweeper.scheduleAtFixedRate(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    void stop(@Observes @Priority(Shutdown.ANSWER_WAITING) ShutdownEvent event) {
        closed = true;
        sweeper.shutdownNow();
        byAgent.values().forEach(this::answerNothing);
    }

    /** Keeps it until it is answered, or its connection ends. An earlier check-in of the same agent ends now. */
    void park(WaitingCheckin waiting) {
        var earlier = byAgent.put(waiting.agentId(), waiting);
        byPolicy.compute(waiting.policyId(), (policy, agents) -> {
            var others = agents == null ? ConcurrentHashMap.<WaitingCheckin>newKeySet() : agents;
            others.add(waiting);
            return others;
        });
        if (earlier != null) {
            answerNothing(earlier);
        }
        waiting.onClose(() -> remove(waiting));
        if (closed) {
            answerNothing(waiting);
        }
    }

    /** Answers it unless that was done before; it waits no longer. */
    void answer(WaitingCheckin waiting, Answer answer) {
        waiting.answer(answer);
        remove(waiting);
    }

    /** It waits no longer, answered or not. */
    void remove(WaitingCheckin waiting) {
        waiting.giveUp();
        byAgent.remove(waiting.agentId(), waiting);
        byPolicy.computeIfPresent(waiting.policyId(), (policy, agents) -> {
            agents.remove(waiting);
            return agents.isEmpty() ? null : agents;
        });
    }

    /** @return null: it does not wait here */
    WaitingCheckin ofAgent(String agentId) {
        return byAgent.get(agentId);
    }

    List<WaitingCheckin> ofPolicy(String policyId) {
        return List.copyOf(byPolicy.getOrDefault(policyId, Set.of()));
    }

    Set<String> policies() {
        return Set.copyOf(byPolicy.keySet());
    }

    private void answerNothing(WaitingCheckin waiting) {
        answer(waiting, CheckinAnswer.NOTHING);
    }

    private void sweep() {
        long now = System.nanoTime();
        int turn = second++ % SEEN_EVERY_SECONDS;
        for (var waiting : byAgent.values()) {
            if (waiting.isOverdue(now)) {
                answerNothing(waiting);
            } else if (Math.floorMod(waiting.agentId().hashCode(), SEEN_EVERY_SECONDS) == turn) {
                heartbeats.seen(waiting.agentId());
            }
        }
    }
}

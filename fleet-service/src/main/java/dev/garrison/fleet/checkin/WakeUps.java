package dev.garrison.fleet.checkin;

import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Signals;
import dev.garrison.fleet.fleetserver.FleetServer.Shutdown;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.platform.events.DatabaseNotifications;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Finds which of the waiting agents a commit on any replica concerns. A check-in that reads, and then waits, misses nothing: it compares
 * {@link #count} before and after, and looks again where it has changed.
 */
@ApplicationScoped
class WakeUps {
    private static final String ANYTHING = "";
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final WaitingCheckins checkins;
    private final Deliveries deliveries;
    private final Database database;
    private final Signals actionSignals = new Signals("agent-actions", LONGEST_SILENCE, this::wakeForActions);
    private final Signals policySignals = new Signals("agent-policies", LONGEST_SILENCE, this::wakeForPolicies);
    private final AtomicLong count = new AtomicLong();
    private final Map<String, Integer> delivered = new HashMap<>(); // newest revision that was looked at, by policy
    private long seen; // sequence number of the newest action that was looked at

    WakeUps(WaitingCheckins checkins, Deliveries deliveries, Database database, DatabaseNotifications notifications) {
        this.checkins = checkins;
        this.deliveries = deliveries;
        this.database = database;
        notifications.listen(Actions.CHANNEL, actionSignals::add);
        notifications.listen(PolicyRevisions.CHANNEL, policySignals::add);
    }

    void start(@Observes StartupEvent event) {
        seen = newest();
        actionSignals.start();
        policySignals.start();
    }

    void stop(@Observes @Priority(Shutdown.ANSWER_WAITING) ShutdownEvent event) {
        actionSignals.stop();
        policySignals.stop();
    }

    /** Grows before waiting agents are looked for. */
    long count() {
        return count.get();
    }

    /** Sequence numbers are given in the order of commits, so that nothing appears below one that was seen. */
    private void wakeForActions(Set<String> agentIds) {
        long newest = newest();
        count.incrementAndGet();
        var targets = database.list(
                "select agent_id from agent_action_target where seq > ? and seq <= ?",
                row -> checkins.ofAgent(row.text("agent_id")),
                seen,
                newest);
        deliver(targets);
        deliver(agentIds.stream().map(checkins::ofAgent).toList());
        seen = newest;
    }

    private void wakeForPolicies(Set<String> policyIds) {
        var revisions = revisions(policyIds.contains(ANYTHING) ? checkins.policies() : policyIds);
        count.incrementAndGet();
        revisions.forEach((policyId, revision) -> {
            if (!revision.equals(delivered.get(policyId)) || policyIds.contains(policyId)) {
                deliver(checkins.ofPolicy(policyId));
                delivered.put(policyId, revision);
            }
        });
    }

    private Map<String, Integer> revisions(Set<String> policyIds) {
        Map<String, Integer> revisions = new HashMap<>();
        database.list(
                "select id, revision from agent_policy where id = any(?)",
                row -> revisions.put(row.text("id"), row.integer("revision")),
                policyIds);
        return revisions;
    }

    private void deliver(Collection<WaitingCheckin> waiting) {
        deliveries.deliver(waiting.stream().filter(Objects::nonNull).distinct().toList());
    }

    private long newest() {
        return database.first("select coalesce(max(seq), 0) as newest from agent_action", row -> row.number("newest"))
                .orElseThrow();
    }
}

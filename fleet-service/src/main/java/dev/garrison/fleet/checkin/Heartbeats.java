package dev.garrison.fleet.checkin;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.fleetserver.FleetServer.Shutdown;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Agents that were heard of and had nothing new to say, written together once a second. A crash loses a second of this, which the agents
 * then say again.
 */
@ApplicationScoped
class Heartbeats {
    private static final Logger LOG = Logger.getLogger(Heartbeats.class);
    private static final long FLUSH_MILLIS = 1000;
    private static final int BATCH = 1000;

    private final Map<String, Heartbeat> buffered = new ConcurrentHashMap<>(); // at most one per agent
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });
    private final Database database;
    private final Clock clock;

    Heartbeats(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param message,position null: as before */
    private record Heartbeat(String agentId, Instant at, String message, Long position) {
        Heartbeat after(Heartbeat earlier) {
            return new Heartbeat(
                    agentId,
                    at,
                    message == null ? earlier.message : message,
                    position == null ? earlier.position : position);
        }
    }

    void start(@Observes StartupEvent event) {
        flusher.scheduleWithFixedDelay(this::flushOrKeep, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes @Priority(Shutdown.WRITE_BUFFERED) ShutdownEvent event) throws InterruptedException {
        flusher.shutdown();
        flusher.awaitTermination(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        flushOrKeep();
    }

    /** The agent has checked in. */
    void checkedIn(String agentId, String message, long position) {
        add(new Heartbeat(agentId, clock.instant(), message, position));
    }

    /** The agent still waits for its answer. */
    void seen(String agentId) {
        add(new Heartbeat(agentId, clock.instant(), null, null));
    }

    /** The agent's record was written otherwise, with all that is known. */
    void forget(String agentId) {
        buffered.remove(agentId);
    }

    private void add(Heartbeat heartbeat) {
        buffered.merge(heartbeat.agentId(), heartbeat, (earlier, later) -> later.after(earlier));
    }

    private void flushOrKeep() {
        try {
            flush();
        } catch (RuntimeException e) {
            LOG.warnf("Last check-ins wait for the database: %s", e.getMessage());
        }
    }

    private void flush() {
        var batch = new ArrayList<Heartbeat>(BATCH);
        for (var heartbeat : List.copyOf(buffered.values())) {
            batch.add(heartbeat);
            if (batch.size() == BATCH) {
                write(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            write(batch);
        }
    }

    private void write(List<Heartbeat> batch) {
        // locked in one order, so that this and a bulk operation do not wait for each other
        QuarkusTransaction.requiringNew()
                .run(() -> database.update(
                        """
                        with heard as (
                            select * from unnest(?, cast(? as timestamptz[]), ?, cast(? as bigint[]))
                                as heard(id, at, message, position)
                        ), locked as (
                            select a.id from agent a join heard using (id) where a.active order by a.id
                            for no key update of a
                        )
                        update agent a set last_checkin = heard.at,
                            last_checkin_message = coalesce(heard.message, a.last_checkin_message),
                            action_position = coalesce(heard.position, a.action_position)
                        from heard join locked using (id)
                        where a.id = heard.id and (a.last_checkin is null or a.last_checkin <= heard.at)""",
                        batch.stream().map(Heartbeat::agentId).toList(),
                        batch.stream().map(Heartbeat::at).toList(),
                        batch.stream().map(Heartbeat::message).toList(),
                        batch.stream().map(Heartbeat::position).toList()));
        batch.forEach(written -> buffered.remove(written.agentId(), written)); // unless there is a later one by now
    }
}

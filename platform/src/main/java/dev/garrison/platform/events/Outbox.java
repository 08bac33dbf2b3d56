package dev.garrison.platform.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Events leave with the change that they tell of: written in its transaction, published by {@link OutboxRelay} after commit. */
@ApplicationScoped
public class Outbox {
    static final String CHANNEL = "garrison_outbox";
    static final int LANES = 16;

    private final DataSource database;
    private final ObjectMapper json;

    Outbox(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** Publishes after commit, at least once and in order of calls for one subject. Must run inside a transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void publish(DomainEvent event) {
        publishAll(List.of(event));
    }

    /** As {@link #publish}, in one round trip. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void publishAll(Collection<? extends DomainEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(
                        """
                        insert into outbox (lane, event_id, topic, type, subject, time, data, trace_parent)
                        values (?, ?, ?, ?, ?, ?, ?::jsonb, ?)""");
                var wake = connection.prepareStatement("select pg_notify('" + CHANNEL + "', '')")) {
            var now = Timestamp.from(Instant.now());
            var trace = traceParent();
            for (var event : events) {
                insert.setInt(1, lane(event.subject()));
                insert.setObject(2, UUID.randomUUID());
                insert.setString(3, Topics.of(event.type()));
                insert.setString(4, event.type());
                insert.setString(5, event.subject());
                insert.setTimestamp(6, now);
                insert.setString(7, json.writeValueAsString(event));
                insert.setString(8, trace);
                insert.addBatch();
            }
            insert.executeBatch();
            wake.execute();
        } catch (SQLException | JsonProcessingException e) {
            throw new IllegalStateException("Could not write the outbox", e);
        }
    }

    /** Whether such an event still waits to be published. */
    public boolean holds(String type, String subject) {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(
                        "select exists (select from outbox where lane = ? and type = ? and subject = ?)")) {
            select.setInt(1, lane(subject));
            select.setString(2, type);
            select.setString(3, subject);
            try (var rows = select.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Could not read the outbox", e);
        }
    }

    private static int lane(String subject) {
        return Math.floorMod(subject.hashCode(), LANES);
    }

    private static String traceParent() {
        var span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }
}

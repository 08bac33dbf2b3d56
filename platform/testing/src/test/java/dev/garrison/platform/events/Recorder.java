package dev.garrison.platform.events;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Writes what it is told into a table, and fails when the event says so. */
@ApplicationScoped
class Recorder implements EventHandler {
    private final Map<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final DataSource database;

    Recorder(DataSource database) {
        this.database = database;
    }

    /** {@code subject:detail} of each handled event. */
    List<String> order() {
        return order;
    }

    @Override
    public Set<String> types() {
        return Set.of("probe.something.happened");
    }

    @Override
    public void handle(ReceivedEvent event) {
        int attempt =
                attempts.computeIfAbsent(event.id(), id -> new AtomicInteger()).incrementAndGet();
        var detail = event.data().path("detail").asText();
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement("insert into effect values (?, ?)")) {
            insert.setString(1, event.subject());
            insert.setString(2, detail);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (detail.equals("always fails") || detail.equals("fails twice") && attempt <= 2) {
            throw new IllegalStateException(detail);
        }
        order.add(event.subject() + ":" + detail);
    }
}

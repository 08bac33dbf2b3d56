package dev.garrison.platform.events;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * PostgreSQL's LISTEN on one connection of its own: how a commit on any replica is heard on all. After the connection was lost,
 * every listener is called with an empty payload, for it may have missed something.
 */
@ApplicationScoped
public class DatabaseNotifications {
    private static final Logger LOG = Logger.getLogger(DatabaseNotifications.class);
    private static final int POLL_MILLIS = 500;
    private static final int RETRY_MILLIS = 500;

    private final Map<String, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();
    private final String url;
    private final String user;
    private final String password;
    private volatile boolean stopped;
    private volatile boolean channelsChanged;
    private Thread thread;

    DatabaseNotifications(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /**
     * @param channel a trusted name, given by code
     * @param listener gets the payload, on the one thread that all listeners share: it must not wait for anything
     */
    public void listen(String channel, Consumer<String> listener) {
        listeners.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>()).add(listener);
        channelsChanged = true;
    }

    void start(@Observes StartupEvent event) {
        thread = new Thread(this::run, "database-notifications");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        thread.interrupt();
    }

    private void run() {
        while (!stopped) {
            try (var connection = connect()) {
                listenOnAll(connection);
                listeners.values().forEach(list -> list.forEach(listener -> call(listener, "")));
                follow(connection);
            } catch (SQLException e) {
                if (!stopped) {
                    LOG.warnf("Waiting for PostgreSQL to listen for notifications: %s", e.getMessage());
                    pause();
                }
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "garrison-notifications");
        return DriverManager.getConnection(url, properties);
    }

    private void listenOnAll(Connection connection) throws SQLException {
        channelsChanged = false;
        try (var statement = connection.createStatement()) {
            for (var channel : listeners.keySet()) {
                statement.execute("listen " + channel);
            }
        }
    }

    private void follow(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        while (!stopped) {
            if (channelsChanged) {
                listenOnAll(connection);
            }
            var notifications = postgres.getNotifications(POLL_MILLIS);
            if (notifications == null) {
                continue;
            }
            for (var notification : notifications) {
                listeners
                        .getOrDefault(notification.getName(), List.of())
                        .forEach(listener -> call(listener, notification.getParameter()));
            }
        }
    }

    private static void call(Consumer<String> listener, String payload) {
        try {
            listener.accept(payload);
        } catch (RuntimeException e) {
            LOG.error("A listener failed", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

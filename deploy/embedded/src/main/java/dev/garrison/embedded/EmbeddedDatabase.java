package dev.garrison.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A real PostgreSQL server started by this process; its data folder may be kept from run to run. */
public final class EmbeddedDatabase implements AutoCloseable {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private final Path dataFolder; // null: a throw-away server
    private final Path log;
    private int port;
    private EmbeddedPostgres server;

    private EmbeddedDatabase(Path dataFolder, int port, Path log) {
        this.dataFolder = dataFolder;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts on the folder also after this process was killed: a server left over by the earlier run is stopped first.
     *
     * @param dataFolder kept after the server ends; created when absent
     * @param port TCP port, 0 for any free one
     * @param log receives what the server prints, appended
     * @throws IllegalStateException when another process uses the folder, or the server does not start
     */
    public static EmbeddedDatabase keepingDataIn(Path dataFolder, int port, Path log) {
        var database = new EmbeddedDatabase(dataFolder.toAbsolutePath().normalize(), port, log);
        database.start();
        return database;
    }

    /** A throw-away server for tests: any free port, deleted on close, and no waiting for the disk. */
    public static EmbeddedDatabase temporary() {
        var database = new EmbeddedDatabase(null, 0, null);
        database.start();
        return database;
    }

    /** Also after {@link #stop()}: same port, same data. Does nothing while it runs. */
    public synchronized void start() {
        if (server != null) {
            return;
        }
        var builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "128MB")
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("encoding", "UTF8");
        if (dataFolder == null) {
            builder.setServerConfig(
                            "timezone", "America/St_Johns") // not UTC: no query may depend on the session's zone
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off");
        } else {
            DataFolder.prepare(dataFolder, log);
            var output = ProcessBuilder.Redirect.appendTo(log.toFile());
            builder.setDataDirectory(dataFolder)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false) // the owner stops it, after everything that needs it
                    .setOutputRedirector(output)
                    .setErrorRedirector(output)
                    .setServerConfig("fsync", "on"); // the library's own default is off
        }
        try {
            server = builder.start();
            port = server.getPort();
            if (dataFolder != null) {
                DataFolder.markUsable(dataFolder);
            }
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException("PostgreSQL did not start" + (log == null ? "" : ", see " + log), e);
        }
    }

    /** Ends the server, keeping data and port for {@link #start()}; open connections break. */
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        var process = process();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            server = null;
        }
        process.ifPresent(left -> DataFolder.awaitEnd(left, Duration.ofSeconds(60)));
    }

    /** The server's main process, while it runs and its data is kept. */
    public Optional<ProcessHandle> process() {
        return dataFolder == null ? Optional.empty() : DataFolder.serverOn(dataFolder);
    }

    /**
     * Ends a server that outlived the process that started it.
     *
     * @return whether there was one
     * @throws IllegalStateException when that process still lives
     */
    public static boolean endLeftover(Path dataFolder) {
        return DataFolder.endLeftover(dataFolder.toAbsolutePath().normalize());
    }

    /** Creates the database unless it is there. The name is trusted: it comes from code. */
    public void ensureDatabase(String name) {
        try (var connection = server.getPostgresDatabase().getConnection();
                var exists = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                try (var create = connection.createStatement()) {
                    create.execute("create database \"" + name + "\"");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Could not create database " + name, e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
    }

    public int port() {
        return port;
    }

    /** User and password of the embedded server, as Quarkus configuration. */
    public Map<String, String> quarkusConfig(String database) {
        return Map.of(
                "quarkus.datasource.jdbc.url", jdbcUrl(database),
                "quarkus.datasource.username", USER,
                "quarkus.datasource.password", PASSWORD);
    }

    @Override
    public void close() {
        stop();
    }
}

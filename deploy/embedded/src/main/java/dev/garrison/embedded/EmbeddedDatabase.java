package dev.garrison.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A real PostgreSQL server started by this process; its data folder may be kept from run to run. */
public final class EmbeddedDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private EmbeddedDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * @param dataFolder kept after the server ends; created when absent
     * @param port TCP port, 0 for any free one
     */
    public static EmbeddedDatabase keepingDataIn(Path dataFolder, int port) {
        return start(builder()
                .setDataDirectory(dataFolder)
                .setCleanDataDirectory(false)
                .setPort(port)
                // the only settings in which durability is kept: data outlives this process
                .setServerConfig("fsync", "on"));
    }

    /** A throw-away server for tests: any free port, deleted on close, and no waiting for the disk. */
    public static EmbeddedDatabase temporary() {
        return start(builder()
                .setPort(0)
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off"));
    }

    private static EmbeddedPostgres.Builder builder() {
        return EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .setServerConfig("max_connections", "200")
                .setServerConfig("timezone", "America/St_Johns") // not UTC: no query may depend on the session's zone
                .setServerConfig("shared_buffers", "128MB")
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("encoding", "UTF8");
    }

    private static EmbeddedDatabase start(EmbeddedPostgres.Builder builder) {
        try {
            return new EmbeddedDatabase(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
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
        return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), database);
    }

    public int port() {
        return server.getPort();
    }

    /** User and password of the embedded server, as Quarkus configuration. */
    public Map<String, String> quarkusConfig(String database) {
        return Map.of(
                "quarkus.datasource.jdbc.url", jdbcUrl(database),
                "quarkus.datasource.username", "postgres",
                "quarkus.datasource.password", "postgres");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what a killed server left behind, so that it can start again on the same folder. */
    public static void clearStaleLock(Path dataFolder) {
        try {
            Files.deleteIfExists(dataFolder.resolve("epg-lock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

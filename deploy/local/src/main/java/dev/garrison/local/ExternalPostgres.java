package dev.garrison.local;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that somebody else runs.
 *
 * @param url JDBC URL; a database in its path is the one to connect to for creating ours, else {@code postgres}
 */
record ExternalPostgres(String url, String user, String password) {
    /** The same server, another database. */
    String jdbcUrl(String database) {
        int question = url.indexOf('?');
        var address = question < 0 ? url : url.substring(0, question);
        var options = question < 0 ? "" : url.substring(question);
        int path = address.indexOf('/', address.indexOf("//") + 2);
        return (path < 0 ? address : address.substring(0, path)) + "/" + database + options;
    }

    /** Host and port, or several separated by commas. */
    String address() {
        var hosts = url.replaceFirst("^[^/]*//", "").replaceFirst("[/?].*", "");
        return String.join(
                ",",
                Stream.of(hosts.split(","))
                        .map(host -> host.matches(".*:\\d+") ? host : host + ":5432")
                        .toList());
    }

    private String adminUrl() {
        int path = url.indexOf('/', url.indexOf("//") + 2);
        var named =
                path >= 0 && !url.substring(path + 1).replaceFirst("\\?.*", "").isEmpty();
        return named ? url : jdbcUrl("postgres");
    }

    /** Creates the database unless it is there. */
    void ensureDatabase(String name) {
        try (var connection = DriverManager.getConnection(adminUrl(), user, password);
                var exists = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
            exists.setString(1, name);
            if (!exists.executeQuery().next()) {
                try (var create = connection.createStatement()) {
                    create.execute("create database \"" + name + "\"");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "PostgreSQL at %s: database %s can neither be found nor created: %s"
                            .formatted(address(), name, e.getMessage()),
                    e);
        }
    }
}

package dev.garrison.platform.kql;

import dev.garrison.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** A PostgreSQL server with one table to search. */
final class KqlDatabase implements AutoCloseable {
    static final KqlFields FIELDS = KqlFields.builder("thing")
            .keyword("id", "t.id")
            .keyword("name", "t.name")
            .text("title", "t.title")
            .keywords("tags", "t.tags")
            .number("size", "t.size")
            .number("weight", "t.weight")
            .bool("enabled", "t.enabled")
            .date("created", "t.created")
            .keyword("status", "case when t.enabled then 'on' when not t.enabled then 'off' end")
            .json("mac", "t.doc #> '{host,mac}'")
            .document("doc", "t.doc")
            .alias("title_alias", "title")
            .build();

    private final EmbeddedDatabase server = EmbeddedDatabase.temporary();
    private final Connection connection;

    KqlDatabase() throws SQLException {
        connection = DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "postgres");
        try (var statement = connection.createStatement()) {
            statement.execute(
                    """
                    create table thing (
                        id text primary key, name text collate "und-x-icu", title text, tags text[], size integer, weight double precision,
                        enabled boolean, created timestamptz, doc jsonb)
                    """);
        }
    }

    void insert(Object... columns) throws SQLException {
        try (var insert = connection.prepareStatement(
                """
                insert into thing values (?, ?, ?, cast(? as text[]), ?, ?, ?, cast(? as timestamptz), cast(? as jsonb))
                """)) {
            for (int i = 0; i < columns.length; i++) {
                insert.setObject(i + 1, columns[i]);
            }
            insert.executeUpdate();
        }
    }

    /** The ids of the rows that the condition finds. */
    Set<String> find(SqlCondition condition) throws SQLException {
        try (var select = connection.prepareStatement("select t.id from thing t where " + condition.sql())) {
            for (int i = 0; i < condition.parameters().size(); i++) {
                select.setObject(i + 1, condition.parameters().get(i));
            }
            var ids = new TreeSet<String>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        server.close();
    }
}

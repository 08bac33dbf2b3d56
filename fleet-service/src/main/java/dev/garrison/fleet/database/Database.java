package dev.garrison.fleet.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Statements that work on many rows at once, in the caller's transaction where there is one. Each {@code ?} is bound: instants as
 * {@code timestamptz}, JSON nodes as {@code jsonb}, collections as {@code text[]}, to be cast where another array is wanted.
 */
@ApplicationScoped
public class Database {
    private final DataSource source;
    private final ObjectMapper json;

    Database(DataSource source, ObjectMapper json) {
        this.source = source;
        this.json = json;
    }

    public <T> List<T> list(String sql, Function<Row, T> read, Object... parameters) {
        try (var connection = source.getConnection();
                var statement = prepare(connection, sql, parameters);
                var rows = statement.executeQuery()) {
            var found = new ArrayList<T>();
            var row = new Row(rows, json);
            while (rows.next()) {
                found.add(read.apply(row));
            }
            return found;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Function<Row, T> read, Object... parameters) {
        return list(sql, read, parameters).stream().findFirst();
    }

    /** @return how many rows were written */
    public int update(String sql, Object... parameters) {
        try (var connection = source.getConnection();
                var statement = prepare(connection, sql, parameters)) {
            return statement.execute() ? 0 : statement.getUpdateCount(); // a function called by select writes no rows
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The same statement for each row of parameters, sent together. */
    public void batch(String sql, Stream<Object[]> rows) {
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (var row : (Iterable<Object[]>) rows::iterator) {
                bind(connection, statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private PreparedStatement prepare(Connection connection, String sql, Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        bind(connection, statement, parameters);
        return statement;
    }

    private static void bind(Connection connection, PreparedStatement statement, Object[] parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            bind(connection, statement, i + 1, parameters[i]);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, int index, Object value)
            throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof Collection<?> values) {
            var texts =
                    values.stream().map(each -> Objects.toString(each, null)).toArray();
            statement.setArray(index, connection.createArrayOf("text", texts));
        } else if (value instanceof JsonNode || value instanceof Enum<?>) {
            statement.setString(index, value.toString());
        } else {
            statement.setObject(index, value);
        }
    }
}

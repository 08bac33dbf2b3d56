package dev.garrison.fleet.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;

/** The present row of a result; columns that are null read as null. */
public final class Row {
    private final ResultSet columns;
    private final ObjectMapper json;

    Row(ResultSet columns, ObjectMapper json) {
        this.columns = columns;
        this.json = json;
    }

    public String text(String column) {
        return read(() -> columns.getString(column));
    }

    public byte[] bytes(String column) {
        return read(() -> columns.getBytes(column));
    }

    public boolean flag(String column) {
        return read(() -> columns.getBoolean(column));
    }

    public long number(String column) {
        return read(() -> columns.getLong(column));
    }

    public Integer integer(String column) {
        return read(() -> columns.getObject(column, Integer.class));
    }

    public Instant instant(String column) {
        var time = read(() -> columns.getObject(column, OffsetDateTime.class));
        return time == null ? null : time.toInstant();
    }

    public List<String> texts(String column) {
        return read(() -> {
            var array = columns.getArray(column);
            return array == null ? null : Arrays.asList((String[]) array.getArray());
        });
    }

    public JsonNode json(String column) {
        var text = text(column);
        try {
            return text == null ? null : json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Column " + column + " holds no JSON", e);
        }
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.get();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private interface Read<T> {
        T get() throws SQLException;
    }
}

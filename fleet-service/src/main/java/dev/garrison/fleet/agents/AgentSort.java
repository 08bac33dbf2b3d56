package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.database.Row;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An order of agents, always a total one, and where a page goes on after the last agent of the one before. Nothing sorts last. */
final class AgentSort {
    private enum Type {
        TEXT,
        TIME,
        NUMBER,
        FLAG
    }

    private record Key(String sql, Type type, boolean descending) {}

    private record Field(String sql, Type type) {}

    private static final Field ENROLLED_AT = new Field("a.enrolled_at", Type.TIME);
    private static final Field HOST_NAME = new Field("a.host_name", Type.TEXT);
    private static final Field ID = new Field("a.id", Type.TEXT);
    private static final Map<String, Field> FIELDS = Map.ofEntries(
            Map.entry("id", ID),
            Map.entry("active", new Field("a.active", Type.FLAG)),
            Map.entry("status", new Field(AgentStatus.SQL, Type.TEXT)),
            Map.entry("enrolled_at", ENROLLED_AT),
            Map.entry("unenrolled_at", new Field("a.unenrolled_at", Type.TIME)),
            Map.entry("unenrollment_started_at", new Field("a.unenrollment_started_at", Type.TIME)),
            Map.entry("upgrade_started_at", new Field("a.upgrade_started_at", Type.TIME)),
            Map.entry("upgraded_at", new Field("a.upgraded_at", Type.TIME)),
            Map.entry("last_checkin", new Field("a.last_checkin", Type.TIME)),
            Map.entry("last_checkin_status", new Field("a.last_checkin_status", Type.TEXT)),
            Map.entry("policy_id", new Field("a.policy_id", Type.TEXT)),
            Map.entry("policy_revision", new Field("a.policy_revision", Type.NUMBER)),
            Map.entry("policy_revision_idx", new Field("a.policy_revision", Type.NUMBER)),
            Map.entry("agent.id", ID),
            Map.entry("agent.version", new Field("a.agent_version", Type.TEXT)),
            Map.entry("local_metadata.host.name", HOST_NAME),
            metadata("host.hostname"),
            metadata("host.id"),
            metadata("host.architecture"),
            metadata("os.name"),
            metadata("os.full"),
            metadata("os.family"),
            metadata("os.platform"),
            metadata("os.version"),
            metadata("elastic.agent.version"),
            metadata("elastic.agent.log_level"));

    private static final long LATEST = Instant.parse("9998-12-31T00:00:00Z").toEpochMilli(); // PostgreSQL's goes beyond

    private final List<Key> keys;

    private AgentSort(List<Key> keys) {
        this.keys = keys;
    }

    private static Map.Entry<String, Field> metadata(String path) {
        var sql = "a.local_metadata #>> '{" + path.replace('.', ',') + "}'";
        return Map.entry("local_metadata." + path, new Field(sql, Type.TEXT));
    }

    /**
     * @param field null: the time of enrolment
     * @throws ApiException 400: agents are not sorted by this field
     */
    static AgentSort by(String field, boolean descending) {
        var name = field == null ? "enrolled_at" : field.replaceAll("\\.keyword$", "");
        var first = FIELDS.get(name);
        if (first == null) {
            throw ApiException.badRequest("[request query.sortField]: agents cannot be sorted by %s", field);
        }
        var keys = new ArrayList<Key>();
        keys.add(new Key(first.sql(), first.type(), descending));
        if (first == ENROLLED_AT) {
            keys.add(new Key(HOST_NAME.sql(), HOST_NAME.type(), false));
        }
        if (first != ID) {
            keys.add(new Key(ID.sql(), ID.type(), false));
        }
        return new AgentSort(keys);
    }

    String orderBy() {
        return keys.stream()
                .map(key -> key.sql() + (key.descending() ? " desc" + nullsLast(key) : " asc"))
                .collect(Collectors.joining(", "));
    }

    /** Only where it matters, for the index of the usual order has no such words. */
    private static String nullsLast(Key key) {
        return key.sql().equals(ENROLLED_AT.sql()) ? "" : " nulls last";
    }

    /** Selects what {@link #values} reads. */
    String columns() {
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).sql() + " as sort" + i)
                .collect(Collectors.joining(", "));
    }

    ArrayNode values(Row row) {
        var values = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < keys.size(); i++) {
            var column = "sort" + i;
            if (row.text(column) == null) {
                values.addNull();
                continue;
            }
            switch (keys.get(i).type()) {
                case TEXT -> values.add(row.text(column));
                case TIME -> values.add(row.instant(column).toEpochMilli());
                case NUMBER -> values.add(row.number(column));
                case FLAG -> values.add(row.flag(column));
            }
        }
        return values;
    }

    /**
     * What comes behind these values.
     *
     * @throws ApiException 400: they are none of this order
     */
    SqlCondition after(JsonNode values) {
        if (values.size() != keys.size()) {
            throw malformed();
        }
        var alternatives = new ArrayList<String>();
        var parameters = new ArrayList<>();
        var same = new StringBuilder();
        var sameParameters = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            var key = keys.get(i);
            if (values.get(i).isNull()) { // nothing comes behind null
                same.append(key.sql()).append(" is null and ");
                continue;
            }
            var value = parameter(key, values.get(i));
            alternatives.add("(%s(%s %s cast(? as %s) or (%s) is null))"
                    .formatted(same, key.sql(), key.descending() ? "<" : ">", sqlType(key), key.sql()));
            parameters.addAll(sameParameters);
            parameters.add(value);
            same.append(key.sql()).append(" = cast(? as ").append(sqlType(key)).append(") and ");
            sameParameters.add(value);
        }
        return new SqlCondition(alternatives.isEmpty() ? "false" : String.join(" or ", alternatives), parameters);
    }

    private static String sqlType(Key key) {
        return switch (key.type()) {
            case TEXT -> "text";
            case TIME -> "timestamptz";
            case NUMBER -> "bigint";
            case FLAG -> "boolean";
        };
    }

    private static Object parameter(Key key, JsonNode value) {
        var fits =
                switch (key.type()) {
                    case TEXT -> value.isTextual() && AgentText.isClean(value.textValue());
                    case TIME -> value.canConvertToLong() && Math.abs(value.longValue()) < LATEST;
                    case NUMBER -> value.canConvertToLong();
                    case FLAG -> value.isBoolean();
                };
        if (!fits) {
            throw malformed();
        }
        return switch (key.type()) {
            case TEXT -> value.textValue();
            case TIME -> Instant.ofEpochMilli(value.longValue()).atOffset(ZoneOffset.UTC);
            case NUMBER -> value.longValue();
            case FLAG -> value.booleanValue();
        };
    }

    private static ApiException malformed() {
        return ApiException.badRequest("[request query.searchAfter]: must be the sort values of an agent");
    }
}

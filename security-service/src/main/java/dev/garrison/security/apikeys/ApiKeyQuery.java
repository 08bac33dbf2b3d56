package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.DateSpan;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The part of Elasticsearch's query language that finds API keys, as a condition over the table {@code api_key}: {@code match_all},
 * {@code bool}, {@code term}, {@code terms}, {@code match}, {@code ids}, {@code prefix}, {@code wildcard}, {@code exists},
 * {@code range}. Whatever the client says becomes a parameter.
 */
final class ApiKeyQuery {
    private static final int MOST_CLAUSES = 1024;
    private static final SqlCondition ALL = new SqlCondition("true", List.of());
    private static final SqlCondition NONE = new SqlCondition("false", List.of());
    private static final Set<String> BOOL =
            Set.of("must", "filter", "should", "must_not", "minimum_should_match", "boost");

    private final Instant now;
    private int clauses;

    private ApiKeyQuery(Instant now) {
        this.now = now;
    }

    /**
     * @param query null for every key
     * @throws ApiException 400: not a query, or of a kind or about a field that is not for API keys
     */
    static SqlCondition condition(JsonNode query, Instant now) {
        return query == null ? ALL : new ApiKeyQuery(now).compile(query);
    }

    private SqlCondition compile(JsonNode query) {
        if (++clauses > MOST_CLAUSES) {
            throw ApiException.badRequest("maxClauseCount is set to %d", MOST_CLAUSES);
        }
        var only = only(query, "query");
        var type = only.getKey();
        var body = only.getValue();
        return switch (type) {
            case "match_all" -> ALL;
            case "match_none" -> NONE;
            case "bool" -> bool(body);
            case "ids" ->
                any(StreamSupport.stream(body.path("values").spliterator(), false)
                        .map(id -> equal(ApiKeyField.of("id"), id))
                        .toList());
            case "exists" -> test(ApiKeyField.of(body.path("field").asText()), "%s is not null");
            case "term" -> ofField(type, body, "value", this::equal);
            case "match" -> ofField(type, body, "query", this::equal);
            case "terms" -> terms(body);
            case "prefix" ->
                ofField(type, body, "value", (field, value) -> like(field, type, likeLiteral(value) + "%"));
            case "wildcard" -> ofField(type, body, "value", (field, value) -> like(field, type, likePattern(value)));
            case "range" -> range(only(body, type));
            default -> throw ApiException.badRequest("Query type [%s] is not supported for API Key query", type);
        };
    }

    private static Map.Entry<String, JsonNode> only(JsonNode object, String type) {
        if (!object.isObject() || object.size() != 1) {
            throw ApiException.badRequest("[%s] malformed query, expected an object with one field", type);
        }
        return object.properties().iterator().next();
    }

    private SqlCondition bool(JsonNode bool) {
        for (var entry : bool.properties()) {
            if (!BOOL.contains(entry.getKey())) {
                throw ApiException.badRequest("[bool] query does not support [%s]", entry.getKey());
            }
        }
        var all = new ArrayList<SqlCondition>();
        all.addAll(clauses(bool.path("must")));
        all.addAll(clauses(bool.path("filter")));
        var should = clauses(bool.path("should"));
        var needed = bool.has("minimum_should_match")
                ? minimum(bool.path("minimum_should_match"))
                : all.isEmpty() && !should.isEmpty() ? 1 : 0;
        if (needed > 0) {
            all.add(atLeast(needed, should));
        }
        clauses(bool.path("must_not")).forEach(not -> all.add(around("(", not, ") is not true")));
        return join(all, " and ", ALL);
    }

    private List<SqlCondition> clauses(JsonNode oneOrMany) {
        if (oneOrMany.isObject()) {
            return List.of(compile(oneOrMany));
        }
        return StreamSupport.stream(oneOrMany.spliterator(), false)
                .map(this::compile)
                .toList();
    }

    private static int minimum(JsonNode value) {
        try {
            return Integer.parseInt(value.asText());
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("[minimum_should_match] must be a number of clauses");
        }
    }

    private static SqlCondition atLeast(int needed, List<SqlCondition> should) {
        if (needed > should.size()) {
            return NONE;
        }
        if (needed == 1) {
            return any(should);
        }
        var counted = should.stream()
                .map(clause -> around("case when ", clause, " then 1 else 0 end"))
                .toList();
        return around("", join(counted, " + ", NONE), " >= " + needed);
    }

    private interface OfField {
        SqlCondition test(ApiKeyField field, JsonNode value);
    }

    /** {@code {"name":"x"}}, or with options {@code {"name":{"value":"x"}}}. */
    private static SqlCondition ofField(String type, JsonNode body, String key, OfField test) {
        var field = only(body, type);
        var given = field.getValue();
        var value = given.isObject() ? given.path(key) : given;
        if (!value.isValueNode() || value.isNull()) {
            throw ApiException.badRequest("[%s] query requires a value for [%s]", type, field.getKey());
        }
        return test.test(ApiKeyField.of(field.getKey()), value);
    }

    private SqlCondition terms(JsonNode body) {
        var terms = only(body, "terms");
        if (!terms.getValue().isArray()) {
            throw ApiException.badRequest("[terms] query does not support [%s]", terms.getKey());
        }
        var field = ApiKeyField.of(terms.getKey());
        return any(StreamSupport.stream(terms.getValue().spliterator(), false)
                .map(value -> equal(field, value))
                .toList());
    }

    private SqlCondition equal(ApiKeyField field, JsonNode value) {
        return switch (field.kind()) {
            case TEXT -> test(field, "%s = ?", value.asText());
            case FLAG -> test(field, "%s = ?", flag(field, value));
            case DATE -> {
                var span = date(field, value);
                yield test(field, "(%1$s >= ? and %1$s < ?)", span.from(), span.until());
            }
        };
    }

    private static boolean flag(ApiKeyField field, JsonNode value) {
        return switch (value.asText()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw ApiException.badRequest(
                        "Can't parse boolean value [%s] of [%s], expected [true] or [false]",
                        value.asText(), field.name());
        };
    }

    private DateSpan date(ApiKeyField field, JsonNode value) {
        return DateSpan.parse(value.asText(), now)
                .orElseThrow(() -> ApiException.badRequest(
                        "failed to parse date field [%s] of [%s]", value.asText(), field.name()));
    }

    private static SqlCondition like(ApiKeyField field, String type, String pattern) {
        if (field.kind() != ApiKeyField.Kind.TEXT) {
            throw ApiException.badRequest(
                    "Can only use %s queries on keyword fields - not on [%s]", type, field.name());
        }
        return test(field, "%s like ? escape '\\'", pattern);
    }

    private static String likeLiteral(JsonNode value) {
        return value.asText().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** {@code *} any run, {@code ?} any one character, a backslash takes their meaning away. */
    private static String likePattern(JsonNode value) {
        var pattern = new StringBuilder();
        var text = value.asText();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            var escaped = c == '\\' && i + 1 < text.length();
            if (escaped) {
                c = text.charAt(++i);
            }
            if (!escaped && c == '*') {
                pattern.append('%');
            } else if (!escaped && c == '?') {
                pattern.append('_');
            } else {
                pattern.append(c == '%' || c == '_' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return pattern.toString();
    }

    private SqlCondition range(Map.Entry<String, JsonNode> range) {
        var field = ApiKeyField.of(range.getKey());
        var bounds = new ArrayList<SqlCondition>();
        for (var bound : range.getValue().properties()) {
            var value = bound.getValue();
            switch (bound.getKey()) {
                case "gte" -> bounds.add(bound(field, ">=", value, false));
                case "gt" -> bounds.add(bound(field, field.kind() == ApiKeyField.Kind.DATE ? ">=" : ">", value, true));
                case "lt" -> bounds.add(bound(field, "<", value, false));
                case "lte" -> bounds.add(bound(field, field.kind() == ApiKeyField.Kind.DATE ? "<" : "<=", value, true));
                default -> throw ApiException.badRequest("[range] query does not support [%s]", bound.getKey());
            }
        }
        return join(bounds, " and ", ALL);
    }

    /** @param afterwards of a date that is a stretch of time: from its end */
    private SqlCondition bound(ApiKeyField field, String comparison, JsonNode value, boolean afterwards) {
        if (value.isNull()) {
            return ALL; // open at this end
        }
        return switch (field.kind()) {
            case TEXT -> test(field, "%s collate \"C\" " + comparison + " ?", value.asText());
            case FLAG ->
                throw ApiException.badRequest(
                        "Field [%s] of type [boolean] does not support range queries", field.name());
            case DATE -> {
                var span = date(field, value);
                yield test(field, "%s " + comparison + " ?", afterwards ? span.until() : span.from());
            }
        };
    }

    /** @param sql with {@code %s} for the field */
    private static SqlCondition test(ApiKeyField field, String sql, Object... parameters) {
        var tested = new SqlCondition(sql.formatted(field.sql()), List.of(parameters));
        if (field.metadataPath() == null) {
            return tested;
        }
        var path = new SqlCondition(
                """
                exists (
                    select from (select metadata #> string_to_array(?, '.') as found) f,
                        jsonb_array_elements_text(case jsonb_typeof(found)
                            when 'array' then found when 'object' then '[]' else jsonb_build_array(found) end) value
                    where\s""",
                List.of(field.metadataPath()));
        return around("", join(List.of(path, tested), "", ALL), ")");
    }

    private static SqlCondition any(List<SqlCondition> conditions) {
        return join(conditions, " or ", NONE);
    }

    private static SqlCondition around(String before, SqlCondition condition, String after) {
        return new SqlCondition(before + condition.sql() + after, condition.parameters());
    }

    private static SqlCondition join(List<SqlCondition> conditions, String between, SqlCondition orElse) {
        if (conditions.isEmpty()) {
            return orElse;
        }
        var sql = conditions.stream().map(SqlCondition::sql).collect(Collectors.joining(between));
        var parameters = conditions.stream()
                .flatMap(condition -> condition.parameters().stream())
                .toList();
        return new SqlCondition(conditions.size() == 1 || between.isEmpty() ? sql : "(" + sql + ")", parameters);
    }
}

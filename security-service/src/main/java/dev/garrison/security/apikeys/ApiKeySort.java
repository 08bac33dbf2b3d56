package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What API keys are sorted by, the first first; whatever is the same is sorted by id. */
record ApiKeySort(List<By> fields) {
    private static final int MOST = 10;
    private static final Set<String> OPTIONS = Set.of("order");

    record By(ApiKeyField field, boolean descending) {}

    /**
     * @param sort {@code "name"}, {@code {"creation":"desc"}}, {@code {"creation":{"order":"desc"}}}, or a list of such; null for none
     * @throws ApiException 400: keys are not sorted by that
     */
    static ApiKeySort of(JsonNode sort) {
        var fields = new ArrayList<By>();
        if (sort != null) {
            if (sort.isArray()) {
                sort.forEach(one -> add(one, fields));
            } else {
                add(sort, fields);
            }
        }
        if (fields.size() > MOST) {
            throw ApiException.badRequest("[sort] has more than %d fields", MOST);
        }
        return new ApiKeySort(fields);
    }

    private static void add(JsonNode one, List<By> fields) {
        if (one.isTextual()) {
            fields.add(new By(ApiKeyField.sortable(one.textValue()), false));
        } else if (one.isObject()) {
            one.properties().forEach(entry -> fields.add(by(entry)));
        } else {
            throw malformed();
        }
    }

    private static By by(Map.Entry<String, JsonNode> entry) {
        var options = entry.getValue();
        if (options.isObject()) {
            for (var option : options.properties()) {
                if (!OPTIONS.contains(option.getKey())) {
                    throw ApiException.badRequest("unknown field [%s]", option.getKey());
                }
            }
        }
        var order = options.isObject() ? options.path("order").asText("asc") : options.asText();
        if (!order.equals("asc") && !order.equals("desc")) {
            throw malformed();
        }
        return new By(ApiKeyField.sortable(entry.getKey()), order.equals("desc"));
    }

    private static ApiException malformed() {
        return ApiException.badRequest("malformed sort format, expected [asc] or [desc] for each field");
    }

    String sql() {
        return fields.stream()
                .map(by -> by.field.sql() + (by.field.kind() == ApiKeyField.Kind.TEXT ? " collate \"C\"" : "")
                        + (by.descending ? " desc" : " asc") + " nulls last, ")
                .collect(Collectors.joining("", "order by ", "id"));
    }

    /** Null where the client did not ask for an order. */
    List<Object> valuesOf(ApiKey key) {
        return fields.isEmpty()
                ? null
                : fields.stream().map(by -> by.field.valueOf(key)).collect(Collectors.toCollection(ArrayList::new));
    }
}

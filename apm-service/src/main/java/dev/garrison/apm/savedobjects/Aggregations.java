package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.SavedObjectFinder.Search;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * The {@code aggs} of a search: {@code terms}, {@code cardinality}, {@code max}, {@code min}, {@code avg} and {@code sum} of mapped
 * attributes, in Elasticsearch's words. Others are refused.
 */
@ApplicationScoped
class Aggregations {
    private static final Set<String> METRICS = Set.of("max", "min", "avg", "sum");
    private static final Set<String> KINDS = Set.of("terms", "cardinality", "max", "min", "avg", "sum");
    private static final int MAX = 20;

    private final SavedObjectFinder finder;
    private final ObjectMapper json;

    Aggregations(SavedObjectFinder finder, ObjectMapper json) {
        this.finder = finder;
        this.json = json;
    }

    /** @throws ApiException 400: no JSON, or no aggregations that are known */
    ObjectNode parse(String aggs) {
        JsonNode parsed;
        try {
            parsed = json.readTree(aggs);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("invalid aggs value");
        }
        if (!(parsed instanceof ObjectNode named)) {
            throw ApiException.badRequest("invalid aggs value");
        }
        if (named.size() > MAX) {
            throw invalid("more than " + MAX + " aggregations");
        }
        named.properties().forEach(aggregation -> {
            var body = aggregation.getValue();
            if (!body.isObject() || body.size() != 1) {
                throw invalid(
                        "[" + aggregation.getKey() + "] must name one aggregation type, without sub-aggregations");
            }
            var kind = body.fieldNames().next();
            if (!KINDS.contains(kind)) {
                throw invalid("[" + kind + "] is not allowed");
            }
            if (!body.get(kind).path("field").isTextual()) {
                throw invalid("[" + aggregation.getKey() + "." + kind + ".field]: expected value of type [string]");
            }
            body.get(kind).fieldNames().forEachRemaining(option -> {
                if (!option.equals("field") && !(kind.equals("terms") && option.equals("size"))) {
                    throw invalid("[" + aggregation.getKey() + "." + kind + "." + option + "] is not allowed");
                }
            });
        });
        return named;
    }

    /** @throws ApiException 400: a field is not mapped */
    ObjectNode compute(ObjectNode aggs, Search search) {
        var answer = json.createObjectNode();
        aggs.properties().forEach(aggregation -> {
            var kind = aggregation.getValue().fieldNames().next();
            var options = aggregation.getValue().get(kind);
            var value = value(options.get("field").textValue(), search.scope());
            answer.set(
                    aggregation.getKey(),
                    kind.equals("terms")
                            ? terms(value, options.path("size").asInt(10), search)
                            : json.createObjectNode().set("value", single(kind, value, search)));
        });
        return answer;
    }

    private JsonNode single(String kind, String value, Search search) {
        var numbers = METRICS.contains(kind);
        var sql = numbers
                ? "select %s(cast(%2$s #>> '{}' as numeric)) filter (where jsonb_typeof(%2$s) = 'number') from "
                        .formatted(kind, value)
                : "select cast(count(distinct " + value + ") as numeric) from ";
        var result = (BigDecimal) finder.query(
                        new SqlParts().add(sql).add(finder.matching(search)).build(), BigDecimal.class)
                .getSingleResult();
        return json.valueToTree(result == null && kind.equals("sum") ? BigDecimal.ZERO : result);
    }

    @SuppressWarnings("unchecked")
    private ObjectNode terms(String value, int size, Search search) {
        List<Object[]> rows = finder.query(
                        new SqlParts()
                                .add("select cast(" + value + " as text), count(*) from ")
                                .add(finder.matching(search))
                                .add(" and " + value + " is not null group by 1 order by 2 desc, 1")
                                .build(),
                        Object[].class)
                .getResultList();
        var terms = json.createObjectNode().put("doc_count_error_upper_bound", 0);
        long others = 0;
        var buckets = json.createArrayNode();
        for (var row : rows) {
            if (buckets.size() < size) {
                buckets.addObject()
                        .<ObjectNode>set("key", read((String) row[0]))
                        .put("doc_count", (Long) row[1]);
            } else {
                others += (Long) row[1];
            }
        }
        terms.put("sum_other_doc_count", others).set("buckets", buckets);
        return terms;
    }

    private JsonNode read(String value) {
        try {
            return json.readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code TYPE.attributes.FIELD} as SQL of type jsonb. */
    private static String value(String field, FindScope scope) {
        for (var type : scope.types()) {
            var prefix = type.name() + ".attributes.";
            var attribute = field.startsWith(prefix) ? field.substring(prefix.length()) : "";
            if (type.mapped().containsKey(attribute)) {
                return "case when o.type = '%s' then o.attributes -> '%s' end".formatted(type.name(), attribute);
            }
        }
        throw invalid("[" + field + "] is not a field of the types that are searched");
    }

    private static ApiException invalid(String problem) {
        return ApiException.badRequest("Invalid aggregation: %s: Bad Request", problem);
    }
}

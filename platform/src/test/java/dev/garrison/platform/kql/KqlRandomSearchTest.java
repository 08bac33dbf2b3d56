package dev.garrison.platform.kql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random expressions over random rows: PostgreSQL finds what a plain reading in Java finds. */
class KqlRandomSearchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> WORDS =
            List.of("a", "A", "b", "ab", "a b", "1", "10", "true", "%", "_", "a!b", "a\\b", "'", "\"", "", "ß");
    private static final List<String> FIELDS =
            List.of("name", "tags", "size", "enabled", "doc.x", "doc.y.z", "unknown");

    private final Random random = new Random(20250312);

    @Test
    void agreesWithAPlainReadingOfTheExpression() throws Exception {
        try (var database = new KqlDatabase()) {
            var rows = new HashMap<String, Map<String, List<Object>>>();
            for (int i = 0; i < 60; i++) {
                rows.put("row" + i, insertRandomRow("row" + i, database));
            }
            int some = 0;
            for (int i = 0; i < 2_000; i++) {
                KqlNode node = randomNode(4);
                String expression = KqlPrinter.print(node);
                assertThat(Kql.parse(expression)).as(expression).isEqualTo(node);

                var expected = rows.entrySet().stream()
                        .filter(row -> holds(node, row.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toCollection(TreeSet::new));
                var condition = KqlDatabase.FIELDS.compile(node, Clock.systemUTC());
                assertThat(database.find(condition))
                        .as(expression + " -> " + condition)
                        .isEqualTo(expected);
                some += expected.isEmpty() || expected.size() == rows.size() ? 0 : 1;
            }
            assertThat(some).as("expressions that tell rows apart").isGreaterThan(500);
        }
    }

    private static boolean holds(KqlNode node, Map<String, List<Object>> row) {
        if (node instanceof KqlNode.And and) {
            return and.nodes().stream().allMatch(child -> holds(child, row));
        } else if (node instanceof KqlNode.Or or) {
            return or.nodes().stream().anyMatch(child -> holds(child, row));
        } else if (node instanceof KqlNode.Not not) {
            return !holds(not.node(), row);
        } else if (node instanceof KqlNode.Exists exists) {
            return values(row, exists.field()).findAny().isPresent();
        } else if (node instanceof KqlNode.Range range) {
            return values(row, range.field()).anyMatch(value -> compares(value, range));
        } else if (node instanceof KqlNode.Match match && match.value().isNull()) {
            return row.containsKey(match.field().text())
                    && values(row, match.field()).findAny().isEmpty();
        } else if (node instanceof KqlNode.Match match) {
            return values(row, match.field())
                    .anyMatch(value -> fits(match.value(), value, match.field().text()));
        }
        return true;
    }

    private static boolean fits(KqlText text, Object value, String field) {
        if (value instanceof BigDecimal number && !text.hasWildcard() && isNumber(text.text())) {
            return number.compareTo(new BigDecimal(text.text())) == 0;
        }
        boolean asText =
                value instanceof String || field.startsWith("doc.") || !text.hasWildcard() && value instanceof Boolean;
        return asText && text.matches(value.toString());
    }

    private static boolean compares(Object value, KqlNode.Range range) {
        if (value instanceof Boolean || value instanceof BigDecimal && !isNumber(range.value())) {
            return false;
        }
        int order = value instanceof BigDecimal number
                ? number.compareTo(new BigDecimal(range.value()))
                : value.toString().compareTo(range.value());
        return switch (range.operator()) {
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_OR_EQUAL -> order >= 0;
        };
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d+(\\.\\d+)?");
    }

    private static Stream<Object> values(Map<String, List<Object>> row, KqlText field) {
        return row.getOrDefault(field.text(), List.of()).stream();
    }

    private KqlNode randomNode(int depth) {
        int kind = random.nextInt(depth == 0 ? 6 : 10);
        KqlText field = KqlText.unquoted(pick(FIELDS));
        if (kind >= 8) {
            return new KqlNode.Not(randomNode(depth - 1));
        } else if (kind >= 6) {
            var nodes = IntStream.range(0, 2 + random.nextInt(2))
                    .mapToObj(i -> randomNode(depth - 1))
                    .toList();
            return kind == 6 ? new KqlNode.And(nodes) : new KqlNode.Or(nodes);
        } else if (kind == 5) {
            return new KqlNode.Range(field, pick(List.of(KqlNode.Operator.values())), pick(WORDS));
        } else if (kind == 4) {
            return new KqlNode.Exists(field);
        }
        KqlText value = pick(List.of(
                new KqlText(List.of(pick(WORDS), pick(WORDS)), false),
                KqlText.unquoted(pick(List.of("null", "a", "1", "1.0", "true"))),
                KqlText.quoted(pick(WORDS))));
        return value.isWildcard() ? new KqlNode.Exists(field) : new KqlNode.Match(field, value);
    }

    private Map<String, List<Object>> insertRandomRow(String id, KqlDatabase database) throws Exception {
        var name = upTo(1, () -> pick(WORDS));
        var tags = upTo(3, () -> pick(WORDS));
        var size = upTo(1, () -> new BigDecimal(random.nextInt(12)));
        var enabled = upTo(1, random::nextBoolean);
        var x = upTo(3, this::randomJson);
        var z = upTo(1, this::randomJson);
        String array = JSON.writeValueAsString(tags).replaceAll("^\\[", "{").replaceAll("]$", "}");
        String doc = JSON.writeValueAsString(Map.of("x", x, "y", List.of(Map.of("z", z))));
        database.insert(id, first(name), null, array, first(size), null, first(enabled), null, doc);
        return Map.of("name", name, "tags", tags, "size", size, "enabled", enabled, "doc.x", x, "doc.y.z", z);
    }

    private Object randomJson() {
        return pick(List.of(pick(WORDS), pick(WORDS), random.nextBoolean(), new BigDecimal(random.nextInt(12))));
    }

    private List<Object> upTo(int most, Supplier<Object> value) {
        return Stream.generate(value).limit(random.nextInt(most + 1)).toList();
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static Object first(List<Object> values) {
        return values.isEmpty() ? null : values.get(0);
    }
}

package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;

/** YAML as packages have it. A key given twice is an error; keys with dots may be spread out. */
public final class ManifestYaml {
    private static final ObjectMapper MAPPER = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build())
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private ManifestYaml() {}

    /** @throws Unreadable with what is wrong, in one line */
    static JsonNode parse(String text) throws Unreadable {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Unreadable(e);
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as YAML", e);
        }
    }

    /** An object of the given kind; what the kind does not know is dropped. */
    static <T> T read(JsonNode node, Class<T> kind) throws Unreadable {
        try {
            return MAPPER.treeToValue(node, kind);
        } catch (JsonProcessingException e) {
            throw new Unreadable(e);
        }
    }

    /** {@code {"a.b": 1, a: {c: 2}}} as {@code {a: {b: 1, c: 2}}}, at every depth; what comes later wins. */
    static JsonNode withoutDots(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        var result = MAPPER.createObjectNode();
        node.properties().forEach(entry -> {
            var value = withoutDots(entry.getValue());
            var steps = entry.getKey().split("\\.", -1);
            for (int i = steps.length - 1; i > 0; i--) {
                value = MAPPER.createObjectNode().set(steps[i], value);
            }
            merge(result, steps[0], value);
        });
        return result;
    }

    private static void merge(ObjectNode target, String key, JsonNode value) {
        if (target.get(key) instanceof ObjectNode there && value.isObject()) {
            value.properties().forEach(entry -> merge(there, entry.getKey(), entry.getValue()));
        } else {
            target.set(key, value);
        }
    }

    /** A text is no YAML, or holds something else than what belongs there. */
    static final class Unreadable extends Exception {
        Unreadable(JsonProcessingException cause) {
            super(cause.getOriginalMessage().lines().findFirst().orElse("unreadable"), cause);
        }
    }
}

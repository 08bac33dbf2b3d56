package dev.garrison.fleet.packagepolicies.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables of a package policy as a template sees them: {@code ssl.key} is {@code key} in {@code ssl}. */
final class TemplateValues {
    private final Map<String, Object> all = new LinkedHashMap<>();
    private final Rendering rendering;

    TemplateValues(Rendering rendering) {
        this.rendering = rendering;
    }

    Map<String, Object> all() {
        return all;
    }

    void add(String name, JsonNode variable) {
        var value = value(variable.path("type").asText(""), variable.path("value"));
        var steps = name.split("\\.", -1);
        var place = all;
        for (int i = 0; i < steps.length - 1; i++) {
            place = inner(place, steps[i]);
        }
        place.put(steps[steps.length - 1], value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> inner(Map<String, Object> place, String step) {
        if (!(place.get(step) instanceof Map<?, ?>)) {
            place.put(step, new LinkedHashMap<String, Object>());
        }
        return (Map<String, Object>) place.get(step);
    }

    private Object value(String type, JsonNode value) {
        if (value.path("isSecretRef").asBoolean()) {
            return secret(value);
        }
        if (!type.equals("yaml")) {
            return plain(value);
        }
        if (value.isTextual() && value.textValue().isBlank() || value.isMissingNode() || value.isNull()) {
            return null;
        }
        return rendering.yaml(yaml(value));
    }

    private static JsonNode yaml(JsonNode value) {
        if (value.isTextual()) {
            return TemplateYaml.parse(value.textValue());
        }
        if (!value.isArray()) {
            return value;
        }
        var parsed = JsonNodeFactory.instance.arrayNode();
        value.forEach(each -> parsed.add(yaml(each)));
        return parsed;
    }

    private static Object secret(JsonNode reference) {
        if (!reference.has("ids")) {
            return SecretReferences.placeholder(reference.path("id").asText());
        }
        var places = new ArrayList<String>();
        reference.get("ids").forEach(id -> places.add(SecretReferences.placeholder(id.asText())));
        return places;
    }

    private static Object plain(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER ->
                value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : value.decimalValue();
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.forEach(each -> list.add(plain(each)));
                yield list;
            }
            case OBJECT -> {
                var map = new LinkedHashMap<String, Object>();
                value.properties().forEach(each -> map.put(each.getKey(), plain(each.getValue())));
                yield map;
            }
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }
}

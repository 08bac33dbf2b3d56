package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;

/** The components that would run for a policy: one for each type of input and output, all healthy. */
final class Components {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Components() {}

    static ArrayNode none() {
        return JSON.createArrayNode();
    }

    static ArrayNode of(JsonNode policy) {
        var components = new LinkedHashMap<String, ObjectNode>();
        for (var input : policy.path("inputs")) {
            if (input.path("enabled").asBoolean(true)) {
                var type = input.path("type").asText();
                var id = type + "-" + input.path("use_output").asText("default");
                var component = components.computeIfAbsent(id, first -> component(first, type));
                component
                        .withArray("units")
                        .add(unit("input", id + "-" + input.path("id").asText()));
            }
        }
        var all = JSON.createArrayNode();
        components.forEach((id, component) -> {
            component.withArray("units").add(unit("output", id));
            all.add(component);
        });
        return all;
    }

    private static ObjectNode component(String id, String type) {
        var component = JSON.createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("status", "HEALTHY")
                .put("message", "Healthy: communicating with pid '4711'");
        component.putArray("units");
        return component;
    }

    private static ObjectNode unit(String type, String id) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("status", "HEALTHY")
                .put("message", "Healthy");
    }
}

package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;

/** Inputs by their names, variables as plain values: what Terraform and people write. */
final class SimplifiedFormat {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SimplifiedFormat() {}

    /**
     * Puts what a client has given into what the package proposes.
     *
     * @param defaults see {@link PackageDefaults}; changed
     * @param sent with {@code inputs} and {@code vars}, or without
     * @throws ApiException 400: a name that the package does not know
     */
    static void apply(ObjectNode defaults, ObjectNode sent) {
        assign(sent.path("vars"), defaults.path("vars"), "");
        for (var given : sent.path("inputs").properties()) {
            var input = input(defaults, given.getKey());
            var enabled = given.getValue().path("enabled").asBoolean(true);
            input.put("enabled", enabled);
            assign(given.getValue().path("vars"), input.path("vars"), given.getKey());
            for (var stream : given.getValue().path("streams").properties()) {
                var target = stream(input, given.getKey(), stream.getKey());
                target.put("enabled", stream.getValue().path("enabled").asBoolean(true));
                assign(stream.getValue().path("vars"), target.path("vars"), given.getKey() + " " + stream.getKey());
            }
        }
    }

    private static ObjectNode input(ObjectNode defaults, String key) {
        for (var input : defaults.get("inputs")) {
            if (PackageParts.key(input).equals(key)) {
                return (ObjectNode) input;
            }
        }
        throw ApiException.badRequest("Input not found: %s", key);
    }

    private static ObjectNode stream(ObjectNode input, String key, String dataset) {
        for (var stream : input.get("streams")) {
            if (dataset(stream).equals(dataset)) {
                return (ObjectNode) stream;
            }
        }
        throw ApiException.badRequest("Stream not found %s: %s", key, dataset);
    }

    private static void assign(JsonNode values, JsonNode variables, String path) {
        for (var value : values.properties()) {
            if (!(variables.get(value.getKey()) instanceof ObjectNode variable)) {
                throw ApiException.badRequest("Variable %s:%s not found", path, value.getKey());
            }
            variable.set("value", value.getValue());
        }
    }

    /** Rewrites an item in place. */
    static ObjectNode of(ObjectNode item) {
        var inputs = JSON.objectNode();
        for (var input : item.path("inputs")) {
            var shown = inputs.putObject(PackageParts.key(input))
                    .put("enabled", input.path("enabled").asBoolean());
            putValues(shown, input);
            var streams = shown.putObject("streams");
            for (var stream : input.path("streams")) {
                putValues(
                        streams.putObject(dataset(stream))
                                .put("enabled", stream.path("enabled").asBoolean()),
                        stream);
            }
        }
        item.set("inputs", inputs);
        var vars = item.remove("vars");
        if (vars != null && !vars.isEmpty()) {
            item.set("vars", values(vars));
        }
        return item;
    }

    private static void putValues(ObjectNode shown, JsonNode owner) {
        if (!owner.path("vars").isEmpty()) {
            shown.set("vars", values(owner.get("vars")));
        }
    }

    private static ObjectNode values(JsonNode vars) {
        var values = JSON.objectNode();
        for (var variable : vars.properties()) {
            if (variable.getValue().has("value")) {
                values.set(variable.getKey(), variable.getValue().get("value"));
            }
        }
        return values;
    }

    private static String dataset(JsonNode stream) {
        return stream.path("data_stream").path("dataset").asText();
    }
}

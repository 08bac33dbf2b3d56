package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.PackageManifest;

/** Inputs as a list, variables with their types: what is stored, and what Kibana itself sends. */
final class LegacyFormat {
    private LegacyFormat() {}

    /** Inputs as sent if the first of them has streams; else each takes the package's streams, all on or off with it. */
    static ArrayNode inputs(PackageManifest manifest, JsonNode sent) {
        var inputs = JsonNodeFactory.instance.arrayNode();
        if (sent.path(0).has("streams")) {
            sent.forEach(input -> inputs.add(input.deepCopy()));
        } else {
            var defaults = PackageDefaults.of(manifest).get("inputs");
            sent.forEach(input -> inputs.add(withStreams((ObjectNode) input, defaults)));
        }
        return inputs;
    }

    private static ObjectNode withStreams(ObjectNode sent, JsonNode defaults) {
        var input = sent.deepCopy();
        for (var proposed : defaults) {
            if (isSame(proposed, sent)) {
                input = (ObjectNode) proposed.deepCopy();
                var vars = input.path("vars").deepCopy();
                input.setAll(sent);
                if (vars instanceof ObjectNode all) {
                    sent.path("vars").properties().forEach(each -> all.set(each.getKey(), each.getValue()));
                    input.set("vars", all);
                }
                break;
            }
        }
        var enabled = input.path("enabled").asBoolean(true);
        for (var stream : input.withArray("/streams")) {
            ((ObjectNode) stream).put("enabled", enabled);
        }
        return input;
    }

    /** By type and, where both have one, policy template. */
    static boolean isSame(JsonNode a, JsonNode b) {
        return a.path("type").equals(b.path("type"))
                && (!a.hasNonNull("policy_template")
                        || !b.hasNonNull("policy_template")
                        || a.get("policy_template").equals(b.get("policy_template")));
    }

    /** An input whose streams are all off is off, and so are the streams of an input that is. */
    static void settleEnabled(ArrayNode inputs) {
        for (var each : inputs) {
            var input = (ObjectNode) each;
            var enabled = input.path("enabled").asBoolean(true);
            var streams = input.withArray("/streams");
            if (enabled && !streams.isEmpty()) {
                enabled = false;
                for (var stream : streams) {
                    enabled |= stream.path("enabled").asBoolean(true);
                }
            }
            input.put("enabled", enabled);
            for (var stream : streams) {
                ((ObjectNode) stream)
                        .put("enabled", enabled && stream.path("enabled").asBoolean(true));
            }
        }
    }
}

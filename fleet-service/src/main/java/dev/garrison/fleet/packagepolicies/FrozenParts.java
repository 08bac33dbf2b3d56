package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an update without {@code force} leaves as it was, without a word: frozen variables, and inputs and streams kept on or off. */
final class FrozenParts {
    private FrozenParts() {}

    /** @param after changed */
    static void keep(ObjectNode before, ObjectNode after) {
        keepVariables(before, after);
        for (var old : before.path("inputs")) {
            for (var input : after.path("inputs")) {
                if (LegacyFormat.isSame(old, input)) {
                    keepPart(old, (ObjectNode) input);
                    keepStreams(old, input);
                }
            }
        }
    }

    private static void keepStreams(JsonNode before, JsonNode after) {
        for (var old : before.path("streams")) {
            for (var stream : after.path("streams")) {
                if (old.at("/data_stream/dataset").equals(stream.at("/data_stream/dataset"))) {
                    keepPart(old, (ObjectNode) stream);
                }
            }
        }
    }

    private static void keepPart(JsonNode before, ObjectNode after) {
        if (before.path("keep_enabled").asBoolean()) {
            after.set("enabled", before.get("enabled"));
            after.put("keep_enabled", true);
        }
        keepVariables(before, after);
    }

    private static void keepVariables(JsonNode before, ObjectNode after) {
        for (var variable : before.path("vars").properties()) {
            if (variable.getValue().path("frozen").asBoolean()) {
                after.withObjectProperty("vars")
                        .set(variable.getKey(), variable.getValue().deepCopy());
            }
        }
    }
}

package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import java.util.List;

/** What a package policy becomes with another version of its package: the package's parts, with what the policy says of them. */
final class UpgradeMerge {
    private static final List<String> KEPT = List.of("id", "enabled", "keep_enabled", "config", "release");

    private UpgradeMerge() {}

    static ObjectNode merge(ObjectNode settings, PackageManifest manifest) {
        var defaults = PackageDefaults.of(manifest);
        var merged = settings.deepCopy();
        merged.withObjectProperty("package").put("version", manifest.version());
        mergeVariables(merged, settings, defaults);
        var inputs = merged.putArray("inputs");
        for (var proposed : defaults.get("inputs")) {
            inputs.add(input((ObjectNode) proposed, settings.path("inputs")));
        }
        return merged;
    }

    private static ObjectNode input(ObjectNode proposed, JsonNode olds) {
        for (var old : olds) {
            if (LegacyFormat.isSame(old, proposed)) {
                var merged = part(proposed, old);
                var streams = merged.putArray("streams");
                for (var stream : proposed.path("streams")) {
                    streams.add(stream((ObjectNode) stream, old.path("streams")));
                }
                return merged;
            }
        }
        return proposed;
    }

    private static ObjectNode stream(ObjectNode proposed, JsonNode olds) {
        for (var old : olds) {
            if (old.at("/data_stream/dataset").equals(proposed.at("/data_stream/dataset"))) {
                return part(proposed, old);
            }
        }
        return proposed;
    }

    private static ObjectNode part(ObjectNode proposed, JsonNode old) {
        var merged = proposed.deepCopy();
        KEPT.stream().filter(old::has).forEach(field -> merged.set(field, old.get(field)));
        mergeVariables(merged, old, proposed);
        return merged;
    }

    /** A variable has the new type and the old value; those that are gone stay. */
    private static void mergeVariables(ObjectNode target, JsonNode old, JsonNode proposed) {
        if (!old.has("vars") && !proposed.has("vars")) {
            return;
        }
        var vars = old.get("vars") instanceof ObjectNode present
                ? present.deepCopy()
                : JsonNodeFactory.instance.objectNode();
        for (var variable : proposed.path("vars").properties()) {
            if (vars.get(variable.getKey()) instanceof ObjectNode kept) {
                kept.set("type", variable.getValue().get("type"));
            } else {
                vars.set(variable.getKey(), variable.getValue());
            }
        }
        target.set("vars", vars);
    }
}

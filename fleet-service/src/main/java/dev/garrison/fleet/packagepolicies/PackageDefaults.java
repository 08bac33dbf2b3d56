package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.Variable;
import dev.garrison.fleet.packagepolicies.PackageParts.StreamPart;
import java.util.List;

/** The package policy that a package proposes: all its inputs and streams, with the values that it gives their variables. */
final class PackageDefaults {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PackageDefaults() {}

    /** @return {@code inputs} in the legacy format, and {@code vars} where the package itself has variables */
    static ObjectNode of(PackageManifest manifest) {
        var policy = JSON.objectNode();
        var inputs = policy.putArray("inputs");
        for (var part : PackageParts.inputs(manifest)) {
            var input = inputs.addObject()
                    .put("type", part.input().type())
                    .put("policy_template", part.template().name());
            var streams = JSON.arrayNode();
            PackageParts.streams(manifest, part).forEach(stream -> streams.add(stream(stream)));
            var enabled = streams.isEmpty();
            for (var stream : streams) {
                enabled |= stream.get("enabled").booleanValue();
            }
            input.put("enabled", enabled);
            putVariables(input, part.input().vars());
            input.set("streams", streams);
        }
        putVariables(policy, manifest.vars());
        return policy;
    }

    private static ObjectNode stream(StreamPart part) {
        var stream = JSON.objectNode().put("enabled", part.stream().isEnabled());
        stream.set("data_stream", dataStream(part.dataStream()));
        putVariables(stream, part.stream().vars());
        return stream;
    }

    static ObjectNode dataStream(DataStream dataStream) {
        var shown = JSON.objectNode().put("type", dataStream.type()).put("dataset", dataStream.dataset());
        if (dataStream.elasticsearch() != null) {
            var elasticsearch =
                    dataStream.elasticsearch().deepCopy().retain("privileges", "dynamic_dataset", "dynamic_namespace");
            if (elasticsearch.get("privileges") instanceof ObjectNode privileges) {
                privileges.retain("indices");
            }
            if (!elasticsearch.isEmpty()) {
                shown.set("elasticsearch", elasticsearch);
            }
        }
        return shown;
    }

    private static void putVariables(ObjectNode owner, List<Variable> variables) {
        if (variables.isEmpty()) {
            return;
        }
        var vars = owner.putObject("vars");
        variables.forEach(variable -> vars.set(variable.name(), variable(variable)));
    }

    static ObjectNode variable(Variable variable) {
        var set = JSON.objectNode().put("type", variable.type());
        if (variable.defaultValue() != null) {
            set.set("value", variable.defaultValue());
        } else if (variable.isMulti()) {
            set.putArray("value");
        }
        return set;
    }
}

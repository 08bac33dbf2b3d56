package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.Variable;
import java.util.List;

/** All places of a package policy where variables are, with what the package says of them. */
final class PolicyVariables {
    private PolicyVariables() {}

    /** What is done at each place. */
    interface Visitor {
        /**
         * @param path e.g. {@code inputs.<key>.vars.}
         * @param owner what has {@code vars}, or may have
         * @param enabled whether the values are in use
         */
        void visit(String path, ObjectNode owner, List<Variable> definitions, boolean enabled);
    }

    /** @param policy settings in the legacy format; what the package does not know is left out */
    static void visit(PackageManifest manifest, ObjectNode policy, Visitor visitor) {
        visitor.visit("", policy, manifest.vars(), true);
        for (var each : policy.withArray("/inputs")) {
            var input = (ObjectNode) each;
            var part = PackageParts.input(manifest, input).orElse(null);
            if (part == null) {
                continue;
            }
            var on = input.path("enabled").asBoolean(true);
            var path = "inputs." + PackageParts.key(input) + ".";
            visitor.visit(path, input, part.input().vars(), on);
            for (var stream : input.withArray("/streams")) {
                PackageParts.stream(manifest, part, stream)
                        .ifPresent(found -> visitor.visit(
                                path + "streams."
                                        + stream.path("data_stream")
                                                .path("dataset")
                                                .asText() + ".",
                                (ObjectNode) stream,
                                found.stream().vars(),
                                on && stream.path("enabled").asBoolean(true)));
            }
        }
    }
}

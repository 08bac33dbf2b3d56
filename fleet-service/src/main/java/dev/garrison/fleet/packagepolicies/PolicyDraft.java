package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.platform.http.ApiException;
import java.util.Map;
import java.util.Set;

/**
 * A package policy that is ready to be stored: checked, without secrets, compiled.
 *
 * @param newSecrets plain values by id
 */
record PolicyDraft(ObjectNode settings, ArrayNode dataStreams, Map<String, String> newSecrets) {
    /**
     * @param settings in the legacy format; changed
     * @param ownedSecrets that it may refer to
     * @throws ApiException 400: see {@link PolicyValidation} and {@link PolicyTemplates}
     */
    static PolicyDraft of(PackageContent content, String id, ObjectNode settings, Set<String> ownedSecrets) {
        complete(content, settings);
        PolicyValidation.require(PolicyValidation.check(content.manifest(), settings));
        return compiled(content, id, settings, ownedSecrets);
    }

    /** Without a look at the values. */
    static PolicyDraft compiled(PackageContent content, String id, ObjectNode settings, Set<String> ownedSecrets) {
        var secrets = PolicySecrets.takeOut(content.manifest(), settings, ownedSecrets);
        PolicyTemplates.compile(content, id, settings);
        return new PolicyDraft(settings, PolicyTemplates.dataStreams(content, settings), secrets);
    }

    /** What clients may leave out: titles, types of variables, the values of required ones that have a default. */
    static void complete(PackageContent content, ObjectNode settings) {
        var manifest = content.manifest();
        settings.put("name", settings.path("name").asText().strip());
        settings.withObjectProperty("package")
                .put("name", manifest.name())
                .put("title", manifest.title())
                .put("version", manifest.version());
        settings.remove("elasticsearch");
        if (manifest.elasticsearch() != null
                && manifest.elasticsearch().at("/privileges/cluster") instanceof ArrayNode cluster) {
            settings.putObject("elasticsearch").putObject("privileges").set("cluster", cluster.deepCopy());
        }
        LegacyFormat.settleEnabled(settings.withArray("/inputs"));
        PolicyVariables.visit(manifest, settings, (path, owner, definitions, enabled) -> {
            for (var definition : definitions) {
                if (owner.path("vars").get(definition.name()) instanceof ObjectNode variable) {
                    if (!variable.has("type")) {
                        variable.put("type", definition.type());
                    }
                } else if (enabled && definition.isRequired() && definition.defaultValue() != null) {
                    owner.withObjectProperty("vars").set(definition.name(), PackageDefaults.variable(definition));
                }
            }
        });
    }

    /** Keeps secrets out of logs. */
    @Override
    public String toString() {
        return "PolicyDraft[" + settings.path("name").asText() + "]";
    }
}

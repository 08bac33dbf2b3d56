package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.packagepolicies.PackageParts.InputPart;
import dev.garrison.fleet.packagepolicies.templates.AgentTemplate;
import dev.garrison.platform.http.ApiException;
import java.util.Set;

/** Compiles the inputs and streams of a package policy from the templates of its package. */
final class PolicyTemplates {
    /** They do not say in their streams where they write, so they may write to all that the package has. */
    private static final Set<String> WRITE_TO_ALL = Set.of("apm", "endpoint", "osquery_manager");

    private PolicyTemplates() {}

    /**
     * Puts ids, {@code compiled_input} and {@code compiled_stream} into the settings; what is off compiles to nothing.
     *
     * @throws ApiException 400: the package has no such input or stream, or a template fails
     */
    static void compile(PackageContent content, String policyId, ObjectNode settings) {
        for (var each : settings.withArray("/inputs")) {
            var input = (ObjectNode) each;
            var part = PackageParts.input(content.manifest(), input)
                    .orElseThrow(() -> ApiException.badRequest(
                            "Input template not found, unable to find input type %s",
                            input.path("type").asText()));
            input.remove("compiled_input");
            if (input.path("enabled").asBoolean()) {
                content.template(part.input())
                        .ifPresent(template -> input.set(
                                "compiled_input", AgentTemplate.compile(template, merged(settings, input, null))));
            }
            for (var stream : input.withArray("/streams")) {
                compile(content, policyId, settings, input, part, (ObjectNode) stream);
            }
        }
    }

    private static void compile(
            PackageContent content,
            String policyId,
            ObjectNode settings,
            ObjectNode input,
            InputPart inputPart,
            ObjectNode stream) {
        var dataStream = stream.path("data_stream");
        var dataset = dataStream.path("dataset").asText();
        var part = PackageParts.stream(content.manifest(), inputPart, stream)
                .orElseThrow(() -> ApiException.badRequest("Stream not found, unable to find dataset %s", dataset));
        stream.put("id", dataStream.path("type").asText() + "-" + dataset + "-" + policyId);
        stream.remove("compiled_stream");
        if (input.path("enabled").asBoolean() && stream.path("enabled").asBoolean()) {
            var template = content.template(part.dataStream(), part.stream())
                    .orElseThrow(() -> ApiException.badRequest(
                            "Unable to load stream template %s for dataset %s",
                            part.stream().templatePath(), dataset));
            stream.set("compiled_stream", AgentTemplate.compile(template, merged(settings, input, stream)));
        }
    }

    /** Variables of the package, the input and the stream; what is closer wins. */
    private static ObjectNode merged(JsonNode policy, JsonNode input, JsonNode stream) {
        var merged = JsonNodeFactory.instance.objectNode();
        for (var owner : new JsonNode[] {policy, input, stream}) {
            if (owner != null && owner.get("vars") instanceof ObjectNode vars) {
                merged.setAll(vars);
            }
        }
        return merged;
    }

    /** Where the compiled streams write to: {@code [{type, dataset, hidden?, prefix?, elasticsearch?}]}. */
    static ArrayNode dataStreams(PackageContent content, ObjectNode settings) {
        var manifest = content.manifest();
        var all = JsonNodeFactory.instance.arrayNode();
        if (WRITE_TO_ALL.contains(manifest.name())) {
            manifest.dataStreams().forEach(each -> all.add(target(each, PackageDefaults.dataStream(each))));
            return all;
        }
        for (var input : settings.withArray("/inputs")) {
            for (var stream : input.path("streams")) {
                if (stream.has("compiled_stream")) {
                    var target = (ObjectNode) stream.get("data_stream").deepCopy();
                    var said = stream.get("compiled_stream").path("data_stream");
                    said.properties().stream()
                            .filter(each -> Set.of("type", "dataset").contains(each.getKey()))
                            .filter(each -> each.getValue().isTextual())
                            .forEach(each -> target.set(each.getKey(), each.getValue()));
                    all.add(PackageParts.input(manifest, input)
                            .flatMap(part -> PackageParts.stream(manifest, part, stream))
                            .map(part -> target(part.dataStream(), target))
                            .orElse(target));
                }
            }
        }
        return all;
    }

    private static ObjectNode target(DataStream dataStream, ObjectNode target) {
        if (dataStream.isHidden()) {
            target.put("hidden", true);
        }
        if (dataStream.isDatasetPrefix()) {
            target.put("prefix", true);
        }
        return target;
    }
}

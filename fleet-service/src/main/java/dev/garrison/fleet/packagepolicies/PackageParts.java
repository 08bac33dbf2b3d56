package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.PolicyTemplate;
import dev.garrison.fleet.epm.manifest.TemplateInput;
import java.util.List;
import java.util.Optional;

/** Finds what a package says of the inputs and streams of a package policy. */
final class PackageParts {
    private PackageParts() {}

    record InputPart(PolicyTemplate template, TemplateInput input) {}

    record StreamPart(DataStream dataStream, DataStream.Stream stream) {}

    /** In the order of the manifest. */
    static List<InputPart> inputs(PackageManifest manifest) {
        return manifest.policyTemplates().stream()
                .flatMap(template -> manifest.inputs(template).stream().map(input -> new InputPart(template, input)))
                .toList();
    }

    /** The streams of an input, in the order of their data streams. */
    static List<StreamPart> streams(PackageManifest manifest, InputPart part) {
        return manifest.dataStreams(part.template()).stream()
                .flatMap(dataStream -> dataStream.streams().stream()
                        .filter(stream -> stream.input().equals(part.input().type()))
                        .map(stream -> new StreamPart(dataStream, stream)))
                .toList();
    }

    /** An input without template is the first of its type. */
    static Optional<InputPart> input(PackageManifest manifest, JsonNode input) {
        var type = input.path("type").asText();
        var template = input.path("policy_template").textValue();
        return inputs(manifest).stream()
                .filter(part -> part.input().type().equals(type))
                .filter(part -> template == null || part.template().name().equals(template))
                .findFirst();
    }

    static Optional<StreamPart> stream(PackageManifest manifest, InputPart part, JsonNode stream) {
        var dataset = stream.path("data_stream").path("dataset").asText();
        return streams(manifest, part).stream()
                .filter(each ->
                        manifest.isInput() || each.dataStream().dataset().equals(dataset))
                .findFirst();
    }

    /** What an input is called in the simplified format and in messages. */
    static String key(JsonNode input) {
        var type = input.path("type").asText();
        var template = input.path("policy_template").textValue();
        return template == null ? type : template + "-" + type;
    }
}

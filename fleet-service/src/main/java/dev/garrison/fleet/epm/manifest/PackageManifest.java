package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * What a package says of itself: its {@code manifest.yml} with the manifests of its data streams. Lists are empty, never null.
 *
 * @param type {@code integration}, {@code input} or {@code content}
 * @param release {@code ga}, {@code beta} or {@code experimental}
 * @param readme path in the registry's manner, {@code /package/NAME/VERSION/docs/README.md}; null if there is none
 * @param dataStreams none in packages of type {@code input}: see {@link #dataStreams(PolicyTemplate)}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public record PackageManifest(
        String name,
        String version,
        String title,
        String description,
        String type,
        @JsonProperty("format_version") String formatVersion,
        ObjectNode owner,
        String release,
        List<String> categories,
        ObjectNode conditions,
        String license,
        ObjectNode source,
        List<Image> icons,
        List<Image> screenshots,
        List<Variable> vars,
        @JsonProperty("policy_templates") List<PolicyTemplate> policyTemplates,
        @JsonProperty("data_streams") List<DataStream> dataStreams,
        ObjectNode elasticsearch,
        ObjectNode agent,
        ObjectNode discovery,
        String readme,
        @JsonProperty("asset_tags") List<JsonNode> assetTags) {

    public PackageManifest {
        categories = orNone(categories);
        icons = orNone(icons);
        screenshots = orNone(screenshots);
        vars = orNone(vars);
        policyTemplates = orNone(policyTemplates);
        dataStreams = orNone(dataStreams);
        assetTags = orNone(assetTags);
    }

    static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : list;
    }

    /** Name and version as files and folders are called. */
    public String key() {
        return name + "-" + version;
    }

    /** One data stream for each policy template, and the policy says which dataset. */
    public boolean isInput() {
        return "input".equals(type);
    }

    /** Kibana assets only: nothing for agents. */
    public boolean isContent() {
        return "content".equals(type);
    }

    public Optional<PolicyTemplate> policyTemplate(String templateName) {
        return policyTemplates.stream()
                .filter(template -> template.name().equals(templateName))
                .findFirst();
    }

    /** The data streams that a policy template feeds, in order of their folders; for type {@code input} the one that it describes. */
    public List<DataStream> dataStreams(PolicyTemplate template) {
        if (isInput()) {
            return List.of(DataStream.of(name, template));
        }
        return template.dataStreams() == null
                ? dataStreams
                : dataStreams.stream()
                        .filter(stream -> template.dataStreams().contains(stream.path()))
                        .toList();
    }

    /** The inputs of a policy template; for type {@code input} the one that it is, whose variables are its stream's. */
    public List<TemplateInput> inputs(PolicyTemplate template) {
        return isInput() ? List.of(TemplateInput.of(template)) : template.inputs();
    }
}

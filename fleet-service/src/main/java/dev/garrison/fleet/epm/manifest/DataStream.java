package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where data of a package goes, and what collects it.
 *
 * @param type logs, metrics, traces, synthetics
 * @param path its folder below {@code data_stream/}; the template's name where the package is of type {@code input}
 * @param packageName of the package
 * @param ingestPipeline {@code default} if it has one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public record DataStream(
        String type,
        String dataset,
        String title,
        String release,
        Boolean hidden,
        @JsonProperty("dataset_is_prefix") Boolean datasetIsPrefix,
        @JsonProperty("ilm_policy") String ilmPolicy,
        @JsonProperty("ingest_pipeline") String ingestPipeline,
        ObjectNode elasticsearch,
        List<Stream> streams,
        @JsonProperty("package") String packageName,
        String path,
        JsonNode lifecycle,
        @JsonProperty("routing_rules") JsonNode routingRules) {
    private static final String DATASET_VARIABLE = "data_stream.dataset";

    public DataStream {
        streams = PackageManifest.orNone(streams);
    }

    public boolean isHidden() {
        return Boolean.TRUE.equals(hidden);
    }

    public boolean isDatasetPrefix() {
        return Boolean.TRUE.equals(datasetIsPrefix);
    }

    /** {@code TYPE-DATASET}, as index templates are called; hidden ones begin with a dot. */
    public String baseName() {
        return (isHidden() ? "." : "") + type + "-" + dataset;
    }

    /** {@code TYPE-DATASET-*}. */
    public String indexPattern() {
        return baseName() + (isDatasetPrefix() ? ".*-*" : "-*");
    }

    /** The data stream that a policy template of a package of type {@code input} describes. */
    static DataStream of(String packageName, PolicyTemplate template) {
        var vars = new ArrayList<>(template.vars());
        if (vars.stream().noneMatch(variable -> variable.name().equals(DATASET_VARIABLE))) {
            vars.add(new Variable(
                    DATASET_VARIABLE,
                    "text",
                    "Dataset name",
                    "Middle part of the name of the data stream that the data goes to.",
                    false,
                    true,
                    true,
                    TextNode.valueOf(template.name()),
                    false,
                    null,
                    null));
        }
        var stream = new Stream(
                template.input(), template.title(), template.description(), null, vars, template.templatePath());
        return new DataStream(
                template.type(),
                packageName + "." + template.name(),
                template.title(),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(stream),
                packageName,
                template.name(),
                null,
                null);
    }

    /**
     * One way to collect the data.
     *
     * @param input type of the input that it belongs to
     * @param enabled absent: it is, in a new package policy
     * @param templatePath file below the data stream's {@code agent/stream/}; of a package of type {@code input} below {@code agent/input/}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
    public record Stream(
            String input,
            String title,
            String description,
            Boolean enabled,
            List<Variable> vars,
            @JsonProperty("template_path") String templatePath) {

        public Stream {
            vars = PackageManifest.orNone(vars);
        }

        public boolean isEnabled() {
            return !Boolean.FALSE.equals(enabled);
        }
    }
}

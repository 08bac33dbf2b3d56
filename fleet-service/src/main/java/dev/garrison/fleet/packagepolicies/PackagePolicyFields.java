package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.agentpolicies.Rules;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parts of package policies, as requests and answers have them. */
public final class PackagePolicyFields {
    private PackagePolicyFields() {}

    public record Variable(String type, JsonNode value, Boolean frozen) {}

    /** An input in the legacy format. */
    public record Input(
            String id,
            @NotNull String type,
            @JsonProperty("policy_template") String policyTemplate,
            Boolean enabled,
            @JsonProperty("keep_enabled") Boolean keepEnabled,
            Map<String, Variable> vars,
            Map<String, Variable> config,
            List<Stream> streams,
            @JsonProperty("compiled_input") JsonNode compiledInput) {}

    public record Stream(
            String id,
            Boolean enabled,
            @JsonProperty("keep_enabled") Boolean keepEnabled,
            Release release,
            @NotNull @JsonProperty("data_stream") DataStream dataStream,
            Map<String, Variable> vars,
            Map<String, Variable> config,
            @JsonProperty("compiled_stream") JsonNode compiledStream) {}

    /** How far the part has come. */
    public enum Release {
        ga,
        beta,
        experimental
    }

    public record DataStream(@NotNull String dataset, @NotNull String type, Elasticsearch elasticsearch) {}

    public record Elasticsearch(
            IndexPrivileges privileges,
            @JsonProperty("dynamic_dataset") Boolean dynamicDataset,
            @JsonProperty("dynamic_namespace") Boolean dynamicNamespace) {}

    public record IndexPrivileges(List<String> indices) {}

    /** The package as a request names it. */
    public record PackageName(
            @NotNull String name,
            String title,
            @NotNull String version,
            @JsonProperty("requires_root") Boolean requiresRoot,
            @JsonProperty("experimental_data_stream_features") List<ExperimentalFeatures> experimentalFeatures) {}

    public record ExperimentalFeatures(
            @NotNull @JsonProperty("data_stream") String dataStream, @NotNull Features features) {}

    public record Features(
            @JsonProperty("synthetic_source") Boolean syntheticSource,
            Boolean tsdb,
            @JsonProperty("doc_value_only_numeric") Boolean docValueOnlyNumeric,
            @JsonProperty("doc_value_only_other") Boolean docValueOnlyOther) {}

    /** @param inputs by id of the input: what is merged into it last */
    public record Overrides(@Rule(NoCompiledParts.class) Map<String, Object> inputs) {}

    /** What is compiled comes from the package's templates alone. */
    public static class NoCompiledParts implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            for (var input : value.properties()) {
                var keys = new ArrayList<>(List.of(input.getKey()));
                input.getValue().fieldNames().forEachRemaining(keys::add);
                for (var key : keys) {
                    if (key.startsWith("compiled_input") || key.startsWith("compiled_stream")) {
                        return "overrides of compiled_inputs and compiled_stream are not allowed";
                    }
                }
            }
            return null;
        }
    }

    /** Inputs by name, with nothing in them that the simplified format does not know. */
    public static class SimplifiedInputs implements Rule.Check {
        private static final Set<String> INPUT = Set.of("enabled", "vars", "streams");
        private static final Set<String> STREAM = Set.of("enabled", "vars");

        @Override
        public String problem(JsonNode value) {
            return value.isObject() ? parts(value, INPUT) : null;
        }

        private static String parts(JsonNode parts, Set<String> known) {
            for (var part : parts.properties()) {
                var problem = part(part.getKey(), part.getValue(), known);
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        }

        private static String part(String name, JsonNode part, Set<String> known) {
            if (!part.isObject()) {
                return "%s: expected a plain object value".formatted(name);
            }
            for (var field : part.properties()) {
                var value = field.getValue();
                if (!known.contains(field.getKey())) {
                    return "%s.%s: definition for this key is missing".formatted(name, field.getKey());
                }
                if (field.getKey().equals("enabled") ? !value.isBoolean() : !value.isObject()) {
                    return "%s.%s: expected value of type [%s]"
                            .formatted(name, field.getKey(), field.getKey().equals("enabled") ? "boolean" : "object");
                }
            }
            return parts(part.path("streams"), STREAM);
        }
    }

    /** A namespace, or nothing to take the agent policy's. */
    public static class InheritedNamespace extends Rules.Namespace {
        @Override
        public String problem(JsonNode value) {
            return value.textValue().isEmpty() ? null : super.problem(value);
        }
    }
}

package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.ExperimentalFeatures;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.Input;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.Overrides;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A package policy as clients see it, for the OpenAPI document: {@link PackagePolicyItems} builds it. */
public record PackagePolicyItem(
        @NotNull String id,
        @NotNull String name,
        String description,
        String namespace,
        @NotNull Boolean enabled,
        @JsonProperty("is_managed") Boolean isManaged,
        @JsonProperty("policy_id") @Schema(nullable = true) String policyId,
        @JsonProperty("policy_ids") List<String> policyIds,
        @JsonProperty("output_id") @Schema(nullable = true) String outputId,
        @JsonProperty("package") PackageReference ofPackage,
        @NotNull
                @Schema(
                        description = "A list of inputs, or in the simplified format an object of them by name",
                        anyOf = {Inputs.class, SimplifiedInputs.class})
                JsonNode inputs,
        Map<String, Object> vars,
        ElasticsearchPart elasticsearch,
        @Schema(nullable = true) Overrides overrides,
        @JsonProperty("secret_references") List<SecretReference> secretReferences,
        @JsonProperty("supports_agentless") @Schema(nullable = true) Boolean supportsAgentless,
        List<String> spaceIds,
        Long agents,
        @NotNull Integer revision,
        String version,
        @NotNull @JsonProperty("created_at") String createdAt,
        @NotNull @JsonProperty("created_by") String createdBy,
        @NotNull @JsonProperty("updated_at") String updatedAt,
        @NotNull @JsonProperty("updated_by") String updatedBy) {

    /** In the legacy format. */
    @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.ARRAY, implementation = Input.class)
    public interface Inputs {}

    /** By name. */
    @Schema(additionalProperties = SimplifiedInput.class)
    public interface SimplifiedInputs {}

    public record SimplifiedInput(Boolean enabled, Map<String, Object> vars, Map<String, SimplifiedStream> streams) {}

    public record SimplifiedStream(Boolean enabled, Map<String, Object> vars) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PackageReference(
            @NotNull String name,
            String title,
            @NotNull String version,
            @JsonProperty("requires_root") Boolean requiresRoot,
            @JsonProperty("experimental_data_stream_features") List<ExperimentalFeatures> experimentalFeatures) {

        static PackageReference of(PackagePolicy policy) {
            var about = policy.settings().path("package");
            return new PackageReference(
                    policy.packageName(), about.path("title").textValue(), policy.packageVersion(), null, null);
        }
    }

    public record ElasticsearchPart(Privileges privileges) {}

    public record Privileges(List<String> cluster) {}

    public record SecretReference(@NotNull String id) {}
}

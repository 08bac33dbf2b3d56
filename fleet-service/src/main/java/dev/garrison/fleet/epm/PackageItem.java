package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.manifest.Image;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A package as clients see it. Which fields there are depends on where it comes from, and registries add some.
 *
 * @param assets files that an install makes something of, by service and type; not in lists
 * @param status absent where a list is asked for without
 * @param id in lists
 */
@Schema(additionalProperties = Schema.True.class)
record PackageItem(
        @NotNull String name,
        @NotNull String version,
        @NotNull String title,
        String description,
        PackageStatus status,
        InstallationInfo installationInfo,
        List<Image> icons,
        Conditions conditions,
        Release release,
        String type,
        String path,
        String download,
        Boolean internal,
        @JsonProperty("data_streams") List<ObjectNode> dataStreams,
        @JsonProperty("policy_templates") List<ObjectNode> policyTemplates,
        List<String> categories,
        Owner owner,
        String readme,
        @JsonProperty("signature_path") String signaturePath,
        Source source,
        @JsonProperty("format_version") String formatVersion,
        List<ObjectNode> vars,
        String latestVersion,
        Discovery discovery,
        ObjectNode assets,
        String notice,
        String licensePath,
        String license,
        Boolean keepPoliciesUpToDate,
        List<Image> screenshots,
        ObjectNode elasticsearch,
        Agent agent,
        @JsonProperty("asset_tags") List<AssetTag> assetTags,
        String id,
        String integration) {

    /** How finished it is. */
    enum Release {
        ga,
        beta,
        experimental
    }

    @Schema(additionalProperties = Schema.True.class)
    record Conditions(Kibana kibana, Elastic elastic) {
        @Schema(additionalProperties = Schema.True.class)
        record Kibana(String version) {}

        @Schema(additionalProperties = Schema.True.class)
        record Elastic(String subscription, List<String> capabilities) {}
    }

    @Schema(additionalProperties = Schema.True.class)
    record Owner(String github, OwnerType type) {
        /** Who looks after it. */
        enum OwnerType {
            elastic,
            partner,
            community
        }
    }

    @Schema(additionalProperties = Schema.True.class)
    record Source(@NotNull String license) {}

    @Schema(additionalProperties = Schema.True.class)
    record Discovery(List<Field> fields) {
        @Schema(additionalProperties = Schema.True.class)
        record Field(@NotNull String name) {}
    }

    @Schema(additionalProperties = Schema.True.class)
    record Agent(Privileges privileges) {
        @Schema(additionalProperties = Schema.True.class)
        record Privileges(Boolean root) {}
    }

    @Schema(additionalProperties = Schema.True.class)
    record AssetTag(
            @NotNull String text,
            @JsonProperty("asset_types") List<String> assetTypes,
            @JsonProperty("asset_ids") List<String> assetIds) {}
}

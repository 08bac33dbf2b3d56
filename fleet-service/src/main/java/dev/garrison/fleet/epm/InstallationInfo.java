package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.InstalledAsset;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The record of an installed package, as clients see it.
 *
 * @param additionalSpaces Kibana assets in other spaces than that of the install, by space
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InstallationInfo(
        @NotNull String type,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("updated_at") Instant updatedAt,
        @NotNull String name,
        @NotNull String version,
        @NotNull @JsonProperty("install_status") PackageStatus installStatus,
        @NotNull @JsonProperty("install_source") InstallSource installSource,
        @NotNull @JsonProperty("installed_kibana") List<AssetReference> installedKibana,
        @JsonProperty("installed_kibana_space_id") String space,
        @JsonProperty("additional_spaces_installed_kibana") Map<String, List<AssetReference>> additionalSpaces,
        @NotNull @JsonProperty("installed_es") List<AssetReference> installedEs,
        @NotNull @JsonProperty("verification_status") String verificationStatus,
        @JsonProperty("verification_key_id") String verificationKeyId,
        @JsonProperty("latest_install_failed_attempts")
                @Schema(type = SchemaType.ARRAY, implementation = FailedAttempt.class)
                JsonNode failedAttempts,
        @JsonProperty("latest_executed_state") State latestExecutedState) {

    record State(String name, @JsonProperty("started_at") Instant startedAt) {}

    record FailedAttempt(
            @NotNull @JsonProperty("created_at") String createdAt,
            @NotNull @JsonProperty("target_version") String targetVersion,
            @NotNull FailedAttempt.Failure error) {

        record Failure(@NotNull String name, @NotNull String message) {}
    }

    /** @param assets of this package, in all spaces */
    static InstallationInfo of(Installation installation, List<InstalledAsset> assets) {
        var elasticsearch = new ArrayList<AssetReference>();
        var kibana = new ArrayList<AssetReference>();
        var elsewhere = new LinkedHashMap<String, List<AssetReference>>();
        for (var asset : assets) {
            if (asset.spaceId() == null) {
                elasticsearch.add(asset.reference());
            } else if (asset.spaceId().equals(installation.spaceId())) {
                kibana.add(asset.reference());
            } else {
                elsewhere
                        .computeIfAbsent(asset.spaceId(), space -> new ArrayList<>())
                        .add(asset.reference());
            }
        }
        return new InstallationInfo(
                "epm-packages",
                installation.createdAt(),
                installation.updatedAt(),
                installation.name(),
                installation.version(),
                PackageStatus.installed,
                installation.source(),
                kibana,
                installation.spaceId(),
                elsewhere.isEmpty() ? null : elsewhere,
                elasticsearch,
                installation.verificationStatus(),
                installation.verificationKeyId(),
                installation.failedAttempts().isEmpty() ? null : installation.failedAttempts(),
                new State("update_so", installation.startedAt()));
    }
}

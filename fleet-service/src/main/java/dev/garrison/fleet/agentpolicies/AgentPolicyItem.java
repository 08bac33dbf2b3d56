package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.AdvancedSettings;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.AgentFeature;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.Agentless;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.GlobalDataTag;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.Monitoring;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.MonitoringDiagnostics;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.MonitoringHttp;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.RequiredVersion;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An agent policy as clients see it, for the OpenAPI document: {@link AgentPolicyItems} builds it, since a field that was never set is
 * absent and one that was cleared is null.
 */
public record AgentPolicyItem(
        @NotNull String id,
        @NotNull String name,
        @NotNull String namespace,
        String description,
        @NotNull Status status,
        @NotNull Integer revision,
        String version,
        @JsonProperty("schema_version") String schemaVersion,
        @NotNull @JsonProperty("updated_at") String updatedAt,
        @NotNull @JsonProperty("updated_by") String updatedBy,
        Long agents,
        @JsonProperty("unprivileged_agents") Long unprivilegedAgents,
        @JsonProperty("package_policies") List<ObjectNode> packagePolicies,
        @JsonProperty("space_ids") List<String> spaceIds,
        @NotNull @JsonProperty("is_managed") Boolean isManaged,
        @NotNull @JsonProperty("is_protected") Boolean isProtected,
        @JsonProperty("is_default") Boolean isDefault,
        @JsonProperty("is_default_fleet_server") Boolean isDefaultFleetServer,
        @JsonProperty("is_preconfigured") Boolean isPreconfigured,
        @JsonProperty("has_fleet_server") Boolean hasFleetServer,
        @JsonProperty("inactivity_timeout") Integer inactivityTimeout,
        @JsonProperty("unenroll_timeout") Integer unenrollTimeout,
        @JsonProperty("monitoring_enabled") List<Monitoring> monitoringEnabled,
        @JsonProperty("keep_monitoring_alive") @Schema(nullable = true) Boolean keepMonitoringAlive,
        @JsonProperty("monitoring_pprof_enabled") Boolean monitoringPprofEnabled,
        @JsonProperty("monitoring_http") MonitoringHttp monitoringHttp,
        @JsonProperty("monitoring_diagnostics") MonitoringDiagnostics monitoringDiagnostics,
        @JsonProperty("data_output_id") @Schema(nullable = true) String dataOutputId,
        @JsonProperty("monitoring_output_id") @Schema(nullable = true) String monitoringOutputId,
        @JsonProperty("download_source_id") @Schema(nullable = true) String downloadSourceId,
        @JsonProperty("fleet_server_host_id") @Schema(nullable = true) String fleetServerHostId,
        @JsonProperty("agent_features") List<AgentFeature> agentFeatures,
        @Schema(nullable = true) Map<String, Object> overrides,
        @JsonProperty("advanced_settings") AdvancedSettings advancedSettings,
        @JsonProperty("supports_agentless") @Schema(nullable = true) Boolean supportsAgentless,
        Agentless agentless,
        @JsonProperty("global_data_tags") List<GlobalDataTag> globalDataTags,
        @JsonProperty("required_versions") @Schema(nullable = true) List<RequiredVersion> requiredVersions) {

    /** Whether the policy is in use. */
    public enum Status {
        active,
        inactive
    }
}

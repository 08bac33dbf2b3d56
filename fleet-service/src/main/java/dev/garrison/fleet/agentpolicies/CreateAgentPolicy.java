package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.AdvancedSettings;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.AgentFeature;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.Agentless;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.GlobalDataTag;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.Monitoring;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.MonitoringDiagnostics;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.MonitoringHttp;
import dev.garrison.fleet.agentpolicies.AgentPolicySettings.RequiredVersion;
import dev.garrison.fleet.settingsobjects.StorableId;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a new agent policy.
 *
 * @param hasFleetServer an instruction, not stored: add the fleet_server integration
 * @param force an instruction, not stored
 */
public record CreateAgentPolicy(
        @Size(min = 1) @Rule(StorableId.class) String id,
        @NotNull @Size(min = 1) @Rule(Rules.NotBlank.class) String name,
        @NotNull @Schema(minLength = 1) @Rule(Rules.Namespace.class) String namespace,
        String description,
        @JsonProperty("space_ids") List<String> spaceIds,
        @JsonProperty("is_managed") Boolean isManaged,
        @JsonProperty("has_fleet_server") Boolean hasFleetServer,
        @JsonProperty("is_default") Boolean isDefault,
        @JsonProperty("is_default_fleet_server") Boolean isDefaultFleetServer,
        @JsonProperty("unenroll_timeout") @Min(0) Integer unenrollTimeout,
        @JsonProperty("inactivity_timeout") @Min(0) @Schema(defaultValue = "1209600") Integer inactivityTimeout,
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
        @JsonProperty("is_protected") Boolean isProtected,
        @Schema(nullable = true) @Rule(Rules.NoInputs.class) Map<String, Object> overrides,
        @JsonProperty("advanced_settings") AdvancedSettings advancedSettings,
        @JsonProperty("supports_agentless") @Schema(nullable = true) @Rule(Rules.NoAgentless.class)
                Boolean supportsAgentless,
        Agentless agentless,
        @JsonProperty("global_data_tags") @Rule(Rules.DistinctTags.class) List<GlobalDataTag> globalDataTags,
        @JsonProperty("required_versions") @Schema(nullable = true) List<RequiredVersion> requiredVersions,
        Boolean force) {}

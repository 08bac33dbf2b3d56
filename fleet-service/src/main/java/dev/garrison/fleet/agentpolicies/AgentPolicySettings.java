package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.OneOf;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The parts of an agent policy that are objects themselves. */
public final class AgentPolicySettings {
    private AgentPolicySettings() {}

    /** What agents may send about themselves. */
    public enum Monitoring {
        logs,
        metrics,
        traces
    }

    public record AgentFeature(@NotNull String name, @NotNull Boolean enabled) {}

    /** Null is the default of the agent. */
    public record AdvancedSettings(
            @JsonProperty("agent_limits_go_max_procs") @Min(0) @Schema(nullable = true) Integer goMaxProcs,
            @JsonProperty("agent_download_timeout") @Schema(nullable = true) String downloadTimeout,
            @JsonProperty("agent_download_target_directory") @Schema(nullable = true) String downloadTargetDirectory,
            @JsonProperty("agent_logging_metrics_period") @Schema(nullable = true) String loggingMetricsPeriod,
            @JsonProperty("agent_logging_level") @Schema(nullable = true) LogLevel loggingLevel,
            @JsonProperty("agent_logging_to_files") @Schema(nullable = true) Boolean loggingToFiles,
            @JsonProperty("agent_logging_files_rotateeverybytes") @Min(0) @Schema(nullable = true)
                    Long loggingFilesRotateEveryBytes,
            @JsonProperty("agent_logging_files_keepfiles") @Min(0) @Schema(nullable = true)
                    Integer loggingFilesKeepFiles,
            @JsonProperty("agent_logging_files_interval") @Schema(nullable = true) String loggingFilesInterval) {}

    /** What agents log. */
    public enum LogLevel {
        info,
        debug,
        warning,
        error
    }

    public record GlobalDataTag(
            @NotNull String name, @NotNull @OneOf({String.class, BigDecimal.class}) JsonNode value) {}

    public record Agentless(Resources resources) {}

    public record Resources(Requests requests) {}

    public record Requests(String cpu, String memory) {}

    public record MonitoringHttp(
            Boolean enabled, String host, @DecimalMin("0") @DecimalMax("65353") BigDecimal port, Buffer buffer) {}

    public record Buffer(Boolean enabled) {}

    public record MonitoringDiagnostics(Limit limit, Uploader uploader) {}

    public record Limit(String interval, BigDecimal burst) {}

    public record Uploader(
            @JsonProperty("max_retries") BigDecimal maxRetries,
            @JsonProperty("init_dur") String initDur,
            @JsonProperty("max_dur") String maxDur) {}

    public record RequiredVersion(
            @NotNull String version, @NotNull @DecimalMin("0") @DecimalMax("100") BigDecimal percentage) {}
}

package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What agents are told, one by one: {@code /api/fleet/agents/…/actions}, upgrades, diagnostics. */
@Path("/api/fleet/agents")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentActionResource {
    private final AgentActions actions;
    private final AgentUpgrade upgrade;
    private final AgentDiagnostics diagnostics;
    private final AvailableVersions versions;
    private final CurrentPrincipal principal;

    AgentActionResource(
            AgentActions actions,
            AgentUpgrade upgrade,
            AgentDiagnostics diagnostics,
            AvailableVersions versions,
            CurrentPrincipal principal) {
        this.actions = actions;
        this.upgrade = upgrade;
        this.diagnostics = diagnostics;
        this.versions = versions;
        this.principal = principal;
    }

    /** Whom actions are for. */
    @POST
    @RequirePrivileges("fleet-agents-read")
    public AgentIds agents(@NotNull OfActions body) {
        return new AgentIds(actions.agentsOf(body.actionIds()));
    }

    @POST
    @Path("/{agentId}/actions")
    @RequirePrivileges("fleet-agents-all")
    public Created create(@PathParam("agentId") String agentId, @NotNull Create body) {
        var action = body.action();
        return new Created(actions.create(
                agentId,
                ActionType.valueOf(action.get("type").textValue()),
                action.get("data"),
                action.get("ack_data"),
                principal.username()));
    }

    @POST
    @Path("/actions/{actionId}/cancel")
    @RequirePrivileges("fleet-agents-all")
    public Created cancel(@PathParam("actionId") String actionId) {
        return new Created(actions.cancel(actionId, principal.username()));
    }

    @POST
    @Path("/{agentId}/upgrade")
    @RequirePrivileges("fleet-agents-all")
    public Map<String, Object> upgrade(@PathParam("agentId") String agentId, @NotNull Upgrade body) {
        var request =
                AgentUpgrade.Request.now(body.version(), body.sourceUri(), body.force(), body.skipRateLimitCheck());
        upgrade.upgrade(agentId, request, principal.username());
        return Map.of();
    }

    /** @param body may be missing */
    @POST
    @Path("/{agentId}/request_diagnostics")
    @RequirePrivileges("fleet-agents-read")
    public AgentBulkResource.Started requestDiagnostics(@PathParam("agentId") String agentId, RequestDiagnostics body) {
        var request = new AgentDiagnostics.Request(body == null ? null : body.additionalMetrics());
        return new AgentBulkResource.Started(diagnostics.request(agentId, request, principal.username()));
    }

    @GET
    @Path("/available_versions")
    @RequirePrivileges("fleet-agents-read")
    public Versions availableVersions() {
        return new Versions(versions.newestFirst());
    }

    public record OfActions(@NotNull List<String> actionIds) {}

    public record AgentIds(@NotNull List<String> items) {}

    public record Create(@NotNull @OneOf({FreeAction.class, SettingsAction.class}) JsonNode action) {}

    /** An action whose data is for the agent alone to understand. */
    public record FreeAction(@NotNull FreeType type, JsonNode data, @JsonProperty("ack_data") JsonNode ackData) {}

    /** Types of actions that may be sent with any data. */
    public enum FreeType {
        UNENROLL,
        UPGRADE,
        POLICY_REASSIGN
    }

    public record SettingsAction(@NotNull SettingsType type, @NotNull LogSettings data) {}

    /** The type of actions that set the agent itself. */
    public enum SettingsType {
        SETTINGS
    }

    /** @param logLevel null: the policy's */
    public record LogSettings(@NotNull @Schema(nullable = true) @JsonProperty("log_level") LogLevel logLevel) {}

    /** How much an agent writes into its log. */
    public enum LogLevel {
        debug,
        info,
        warning,
        error
    }

    public record Created(@NotNull AgentActionItem item) {}

    public record Upgrade(
            @NotNull @Rule(UpgradeInput.Version.class) String version,
            @JsonProperty("source_uri") String sourceUri,
            boolean force,
            boolean skipRateLimitCheck) {}

    public record RequestDiagnostics(
            @JsonProperty("additional_metrics") List<AgentDiagnostics.Metric> additionalMetrics) {}

    public record Versions(@NotNull List<String> items) {}
}

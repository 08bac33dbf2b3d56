package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.agents.BulkOperations.Meant;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.OffsetDateTime;
import java.util.List;

/** What is done to many agents at once, who are given by their ids or in KQL: {@code /api/fleet/agents/bulk_…}. */
@Path("/api/fleet/agents")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentBulkResource {
    private final BulkOperations bulk;
    private final BulkReassignment reassignment;
    private final BulkUnenrollment unenrollment;
    private final AgentUpgrade upgrade;
    private final AgentDiagnostics diagnostics;
    private final BulkTags tags;
    private final CurrentPrincipal principal;

    AgentBulkResource(
            BulkOperations bulk,
            BulkReassignment reassignment,
            BulkUnenrollment unenrollment,
            AgentUpgrade upgrade,
            AgentDiagnostics diagnostics,
            BulkTags tags,
            CurrentPrincipal principal) {
        this.bulk = bulk;
        this.reassignment = reassignment;
        this.unenrollment = unenrollment;
        this.upgrade = upgrade;
        this.diagnostics = diagnostics;
        this.tags = tags;
        this.principal = principal;
    }

    @POST
    @Path("/bulk_reassign")
    @RequirePrivileges("fleet-agents-all")
    public Started reassign(@NotNull Reassign body) {
        return start(
                reassignment,
                new BulkReassignment.Request(body.policyId()),
                new Meant(body.agents(), body.includeInactive(), body.batchSize()));
    }

    @POST
    @Path("/bulk_unenroll")
    @RequirePrivileges("fleet-agents-all")
    public Started unenroll(@NotNull Unenroll body) {
        return start(
                unenrollment,
                new BulkUnenrollment.Request(body.force(), body.revoke()),
                new Meant(body.agents(), body.includeInactive(), body.batchSize()));
    }

    @POST
    @Path("/bulk_upgrade")
    @RequirePrivileges("fleet-agents-all")
    public Started upgrade(@NotNull Upgrade body) {
        var start = body.startTime() == null
                ? null
                : OffsetDateTime.parse(body.startTime()).toInstant();
        return start(
                upgrade,
                new AgentUpgrade.Request(
                        body.version(),
                        body.sourceUri(),
                        body.force(),
                        body.skipRateLimitCheck(),
                        start,
                        body.rolloutSeconds()),
                new Meant(body.agents(), body.includeInactive(), body.batchSize()));
    }

    @POST
    @Path("/bulk_request_diagnostics")
    @RequirePrivileges("fleet-agents-read")
    public Started requestDiagnostics(@NotNull RequestDiagnostics body) {
        return start(
                diagnostics,
                new AgentDiagnostics.Request(body.additionalMetrics()),
                new Meant(body.agents(), false, body.batchSize()));
    }

    @POST
    @Path("/bulk_update_agent_tags")
    @RequirePrivileges("fleet-agents-all")
    public Started updateTags(@NotNull UpdateTags body) {
        return start(
                tags,
                new BulkTags.Request(body.tagsToAdd(), body.tagsToRemove()),
                new Meant(body.agents(), body.includeInactive(), body.batchSize()));
    }

    private <R> Started start(BulkOperation<R> operation, R request, Meant meant) {
        return new Started(bulk.start(operation, request, meant, principal.username()));
    }

    /** @param actionId under which the activity list tells how it goes */
    public record Started(@NotNull String actionId) {}

    /**
     * @param agents ids, or KQL
     * @param includeInactive whether KQL finds inactive agents too
     * @param batchSize how many are dealt with at once; at most 10000 are
     */
    public record Reassign(
            @NotNull @OneOf({String[].class, String.class}) JsonNode agents,
            Boolean includeInactive,
            @Min(1) Integer batchSize,
            @NotNull @JsonProperty("policy_id") String policyId) {}

    /** @param force also where the agent policy is hosted @param revoke end them at once; else as {@link Reassign} */
    public record Unenroll(
            @NotNull @OneOf({String[].class, String.class}) JsonNode agents,
            Boolean includeInactive,
            @Min(1) Integer batchSize,
            boolean force,
            boolean revoke) {}

    /** @param rolloutSeconds over which the agents are spread; else as {@link Reassign} */
    public record Upgrade(
            @NotNull @OneOf({String[].class, String.class}) JsonNode agents,
            Boolean includeInactive,
            @Min(1) Integer batchSize,
            @NotNull @Rule(UpgradeInput.Version.class) String version,
            @JsonProperty("source_uri") String sourceUri,
            boolean force,
            boolean skipRateLimitCheck,
            @JsonProperty("start_time") @Rule(UpgradeInput.Time.class) String startTime,
            @Min(600) @JsonProperty("rollout_duration_seconds") Integer rolloutSeconds) {}

    /** As {@link Reassign}. */
    public record RequestDiagnostics(
            @NotNull @OneOf({String[].class, String.class}) JsonNode agents,
            @Min(1) Integer batchSize,
            @JsonProperty("additional_metrics") List<AgentDiagnostics.Metric> additionalMetrics) {}

    /** As {@link Reassign}. */
    public record UpdateTags(
            @NotNull @OneOf({String[].class, String.class}) JsonNode agents,
            Boolean includeInactive,
            @Min(1) Integer batchSize,
            List<String> tagsToAdd,
            List<String> tagsToRemove) {}
}

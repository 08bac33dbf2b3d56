package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Enrolled agents: {@code /api/fleet/agents}. */
@Path("/api/fleet/agents")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentResource {
    private final AgentList list;
    private final AgentService agents;
    private final AgentUnenrollment unenrollment;
    private final AgentReassignment reassignment;
    private final CurrentPrincipal principal;

    AgentResource(
            AgentList list,
            AgentService agents,
            AgentUnenrollment unenrollment,
            AgentReassignment reassignment,
            CurrentPrincipal principal) {
        this.list = list;
        this.agents = agents;
        this.unenrollment = unenrollment;
        this.reassignment = reassignment;
        this.principal = principal;
    }

    @GET
    @RequirePrivileges("fleet-agents-read")
    public Agents list(@BeanParam AgentQuery query) {
        return Agents.of(query, list.page(query));
    }

    @GET
    @Path("/tags")
    @RequirePrivileges("fleet-agents-read")
    public Tags tags(
            @QueryParam("kuery") String kuery,
            @QueryParam("showInactive") @DefaultValue("false") boolean showInactive) {
        return new Tags(list.tags(kuery, showInactive));
    }

    /** @param withMetrics accepted; agents' own metrics are not kept */
    @GET
    @Path("/{agentId}")
    @RequirePrivileges("fleet-agents-read")
    public OneAgent get(
            @PathParam("agentId") String agentId,
            @QueryParam("withMetrics") @DefaultValue("false") boolean withMetrics) {
        return new OneAgent(agents.get(agentId));
    }

    @PUT
    @Path("/{agentId}")
    @RequirePrivileges("fleet-agents-all")
    public OneAgent update(@PathParam("agentId") String agentId, @NotNull Update body) {
        return new OneAgent(agents.update(agentId, body.tags(), body.userProvidedMetadata()));
    }

    @DELETE
    @Path("/{agentId}")
    @RequirePrivileges("fleet-agents-all")
    public Deleted delete(@PathParam("agentId") String agentId) {
        agents.delete(agentId);
        return new Deleted(Deleted.Action.deleted);
    }

    /** @param body may be missing */
    @POST
    @Path("/{agentId}/unenroll")
    @RequirePrivileges("fleet-agents-all")
    public Map<String, Object> unenroll(@PathParam("agentId") String agentId, Unenroll body) {
        unenrollment.unenroll(
                agentId, body != null && body.force(), body != null && body.revoke(), principal.username());
        return Map.of();
    }

    @POST
    @Path("/{agentId}/reassign")
    @RequirePrivileges("fleet-agents-all")
    public Map<String, Object> reassign(@PathParam("agentId") String agentId, @NotNull Reassign body) {
        reassignment.reassign(agentId, body.policyId(), principal.username());
        return Map.of();
    }

    /** As POST; older clients send PUT. */
    @Deprecated
    @PUT
    @Path("/{agentId}/reassign")
    @RequirePrivileges("fleet-agents-all")
    public Map<String, Object> reassignByPut(@PathParam("agentId") String agentId, @NotNull Reassign body) {
        return reassign(agentId, body);
    }

    /** @param force also where the agent policy is hosted @param revoke end it at once instead of asking it to leave */
    public record Unenroll(boolean force, boolean revoke) {}

    public record Reassign(@NotNull @JsonProperty("policy_id") String policyId) {}

    public record Update(List<String> tags, @JsonProperty("user_provided_metadata") ObjectNode userProvidedMetadata) {}

    /**
     * @param list the items once more, under their former name
     * @param page 0 when the list goes on after an agent
     * @param nextSearchAfter JSON: what {@code searchAfter} of the next page is
     * @param statusSummary by status, how many of all that match
     */
    public record Agents(
            List<AgentItem> items,
            List<AgentItem> list,
            long total,
            int page,
            int perPage,
            String nextSearchAfter,
            String pit,
            Map<AgentStatus, Long> statusSummary) {
        static Agents of(AgentQuery query, AgentList.Page found) {
            var agents = found.agents();
            var last = agents.isEmpty() ? null : agents.get(agents.size() - 1);
            int page = query.searchAfter() != null ? 0 : query.page() == null ? 1 : query.page();
            return new Agents(
                    agents,
                    agents,
                    found.total(),
                    page,
                    query.perPage(),
                    last == null ? null : last.sort().toString(),
                    found.pit(),
                    found.statusSummary());
        }
    }

    public record OneAgent(AgentItem item) {}

    public record Tags(List<String> items) {}

    public record Deleted(Action action) {
        /** What was done. */
        public enum Action {
            deleted
        }
    }
}

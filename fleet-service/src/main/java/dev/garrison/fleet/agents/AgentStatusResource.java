package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.agents.AgentStatusResource.Statuses.Counts;
import dev.garrison.platform.http.ListParameter;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** How many agents are in which status: {@code /api/fleet/agent_status}. */
@Path("/api/fleet")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentStatusResource {
    private final AgentList agents;
    private final AgentData data;
    private final Clock clock;

    AgentStatusResource(AgentList agents, AgentData data, Clock clock) {
        this.agents = agents;
        this.data = data;
        this.clock = clock;
    }

    @GET
    @Path("/agent_status")
    @RequirePrivileges(anyOf = {"fleet-agents-read", "securitySolution-readPolicyManagement"})
    public Statuses count(@BeanParam Query query) {
        var filter = AgentFilter.all().and(AgentFields.compile(query.kuery(), clock));
        if (query.policyId() != null) {
            filter.and("a.policy_id = ?", query.policyId());
        } else if (query.policyIds() != null && !query.policyIds().isEmpty()) {
            filter.and("a.policy_id = any(?)", ListParameter.of(query.policyIds()));
        }
        return new Statuses(Counts.of(agents.countByStatus(filter)));
    }

    /** Its former name. */
    @Deprecated
    @GET
    @Path("/agent-status")
    @RequirePrivileges(anyOf = {"fleet-agents-read", "securitySolution-readPolicyManagement"})
    public Statuses countUnderFormerName(@BeanParam Query query) {
        return count(query);
    }

    /** Whether agents send data. Which packages it is asked for makes no difference, for agents do not say. */
    @GET
    @Path("/agent_status/data")
    @RequirePrivileges("fleet-agents-read")
    public Data data(@BeanParam DataQuery query) {
        var agentIds = ListParameter.of(query.agentsIds());
        var senders = data.senders(agentIds);
        return new Data(
                agentIds.stream()
                        .map(id -> Map.of(id, new Data.Sent(senders.contains(id))))
                        .toList(),
                List.of());
    }

    /** @param previewData accepted; the data itself is not ours to read */
    public record DataQuery(
            @NotNull @QueryParam("agentsIds") List<String> agentsIds,
            @QueryParam("pkgName") String pkgName,
            @QueryParam("pkgVersion") String pkgVersion,
            @QueryParam("previewData") @DefaultValue("false") boolean previewData) {}

    /** @param items by agent, in the order that was asked for */
    public record Data(@NotNull List<Map<String, Sent>> items, @NotNull List<JsonNode> dataPreview) {
        public record Sent(@NotNull Boolean data) {}
    }

    public record Query(
            @QueryParam("policyId") String policyId,
            @QueryParam("policyIds") List<String> policyIds,
            @QueryParam("kuery") String kuery) {}

    public record Statuses(Counts results) {
        /** @param active all but the unenrolled and the inactive @param other,events always 0 */
        public record Counts(
                long online,
                long error,
                long offline,
                long inactive,
                long updating,
                long unenrolled,
                long uninstalled,
                long orphaned,
                long all,
                long active,
                long other,
                long events) {
            static Counts of(Map<AgentStatus, Long> agents) {
                long all = agents.values().stream().mapToLong(Long::longValue).sum();
                long unenrolled = agents.get(AgentStatus.unenrolled);
                long inactive = agents.get(AgentStatus.inactive);
                return new Counts(
                        agents.get(AgentStatus.online),
                        agents.get(AgentStatus.error) + agents.get(AgentStatus.degraded),
                        agents.get(AgentStatus.offline),
                        inactive,
                        agents.get(AgentStatus.updating)
                                + agents.get(AgentStatus.enrolling)
                                + agents.get(AgentStatus.unenrolling),
                        unenrolled,
                        agents.get(AgentStatus.uninstalled),
                        agents.get(AgentStatus.orphaned),
                        all,
                        all - unenrolled - inactive,
                        0,
                        0);
            }
        }
    }
}

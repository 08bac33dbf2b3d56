package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicyList.Format;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Agent policies over HTTP: {@code /api/fleet/agent_policies}. */
@Path("/api/fleet/agent_policies")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentPolicyResource {
    private final AgentPolicyService policies;
    private final AgentPolicySearch search;
    private final AgentPolicyItems items;

    AgentPolicyResource(AgentPolicyService policies, AgentPolicySearch search, AgentPolicyItems items) {
        this.policies = policies;
        this.search = search;
        this.items = items;
    }

    @GET
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-agents-read", "fleet-setup"})
    public Page list(@BeanParam AgentPolicyList list) {
        var found = search.list(list);
        return new Page(found.items(), found.total(), list.page(), list.perPage());
    }

    @POST
    @RequirePrivileges("fleet-agent-policies-all")
    public Answer create(
            @QueryParam("sys_monitoring") boolean systemMonitoring, @NotNull Body<CreateAgentPolicy> body) {
        return new Answer(items.of(policies.create(body.sent(), systemMonitoring), null));
    }

    @GET
    @Path("/{agentPolicyId}")
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-agents-read", "fleet-setup"})
    public Answer get(@PathParam("agentPolicyId") String id, @QueryParam("format") Format format) {
        return new Answer(items.of(policies.require(id), format));
    }

    @PUT
    @Path("/{agentPolicyId}")
    @RequirePrivileges("fleet-agent-policies-all")
    public Answer update(
            @PathParam("agentPolicyId") String id,
            @QueryParam("format") Format format,
            @NotNull Body<UpdateAgentPolicy> body) {
        return new Answer(items.of(policies.update(id, body.sent()), format));
    }

    @POST
    @Path("/{agentPolicyId}/copy")
    @RequirePrivileges("fleet-agent-policies-all")
    public Answer copy(@PathParam("agentPolicyId") String id, @QueryParam("format") Format format, @NotNull Copy body) {
        return new Answer(items.of(policies.copy(id, body.name(), body.description()), format));
    }

    @POST
    @Path("/delete")
    @RequirePrivileges("fleet-agent-policies-all")
    public Deleted delete(@NotNull Delete body) {
        var deleted = policies.delete(body.agentPolicyId(), Boolean.TRUE.equals(body.force()));
        return new Deleted(deleted.id(), deleted.name());
    }

    @POST
    @Path("/_bulk_get")
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-agents-read", "fleet-setup"})
    public Items bulkGet(@QueryParam("format") Format format, @NotNull BulkGet body) {
        return new Items(search.bulkGet(
                body.ids(), Boolean.TRUE.equals(body.ignoreMissing()), Boolean.TRUE.equals(body.full()), format));
    }

    public record Copy(@NotNull @Size(min = 1) @Rule(Rules.NotBlank.class) String name, String description) {}

    public record Delete(@NotNull String agentPolicyId, Boolean force) {}

    /** @param ignoreMissing leave out what does not exist, instead of 404 */
    public record BulkGet(@NotNull List<String> ids, Boolean ignoreMissing, Boolean full) {}

    public record Answer(@NotNull @Schema(implementation = AgentPolicyItem.class) ObjectNode item) {}

    public record Items(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = AgentPolicyItem.class) List<ObjectNode> items) {}

    public record Page(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = AgentPolicyItem.class) List<ObjectNode> items,
            long total,
            int page,
            int perPage) {}

    public record Deleted(String id, String name) {}
}

package dev.garrison.fleet.agentpolicies;

import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Where policies send data: {@code /api/fleet/agent_policies/{id}/outputs} and {@code …/outputs}. */
@Path("/api/fleet/agent_policies")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentPolicyOutputsResource {
    private final AgentPolicyOutputs outputs;

    AgentPolicyOutputsResource(AgentPolicyOutputs outputs) {
        this.outputs = outputs;
    }

    @GET
    @Path("/{agentPolicyId}/outputs")
    @RequirePrivileges({"fleet-agent-policies-read", "fleet-settings-read"})
    public Answer get(@PathParam("agentPolicyId") String id) {
        return new Answer(outputs.of(List.of(id)).get(0));
    }

    @POST
    @Path("/outputs")
    @RequirePrivileges({"fleet-agent-policies-read", "fleet-settings-read"})
    public Items list(@NotNull Ids body) {
        return new Items(outputs.of(body.ids()));
    }

    public record Ids(@NotNull List<String> ids) {}

    public record Answer(@NotNull AgentPolicyOutputs.Outputs item) {}

    public record Items(@NotNull List<AgentPolicyOutputs.Outputs> items) {}
}

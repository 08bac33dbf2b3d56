package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.settingsobjects.Deleted;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Outputs over HTTP: {@code /api/fleet/outputs}. */
@Path("/api/fleet/outputs")
@Consumes(MediaType.APPLICATION_JSON)
public class OutputResource {
    private final OutputService outputs;
    private final OutputChanges changes;
    private final OutputHealth health;

    OutputResource(OutputService outputs, OutputChanges changes, OutputHealth health) {
        this.outputs = outputs;
        this.changes = changes;
        this.health = health;
    }

    @GET
    @RequirePrivileges(anyOf = {"fleet-settings-read", "fleet-agent-policies-read"})
    public OutputList list() {
        var items = outputs.list().stream().map(OutputSettings::item).toList();
        return new OutputList(items, items.size(), 1, 10_000);
    }

    @GET
    @Path("/{outputId}")
    @RequirePrivileges(anyOf = {"fleet-settings-read", "fleet-agent-policies-read"})
    public OutputAnswer get(@PathParam("outputId") String outputId) {
        return new OutputAnswer(outputs.require(outputId).item());
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public OutputAnswer create(@NotNull Body<CreateOutput> body) {
        return new OutputAnswer(changes.create(body.sent()).item());
    }

    @PUT
    @Path("/{outputId}")
    @RequirePrivileges("fleet-settings-all")
    public OutputAnswer update(@PathParam("outputId") String outputId, @NotNull Body<UpdateOutput> body) {
        return new OutputAnswer(changes.update(outputId, body.sent()).item());
    }

    @DELETE
    @Path("/{outputId}")
    @RequirePrivileges("fleet-settings-all")
    public Deleted delete(@PathParam("outputId") String outputId) {
        changes.delete(outputId);
        return new Deleted(outputId);
    }

    @GET
    @Path("/{outputId}/health")
    @RequirePrivileges("fleet-settings-read")
    public OutputHealth.Report health(@PathParam("outputId") String outputId) {
        return health.of(outputId);
    }

    /** All outputs: this list is not paged, and says so in Kibana's way. */
    public record OutputList(
            @Schema(type = SchemaType.ARRAY, implementation = OutputItem.class) List<ObjectNode> items,
            int total,
            int page,
            int perPage) {}

    public record OutputAnswer(@Schema(implementation = OutputItem.class) ObjectNode item) {}
}

package dev.garrison.fleet.downloadsources;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.settingsobjects.Deleted;
import dev.garrison.fleet.settingsobjects.HostUrl;
import dev.garrison.fleet.settingsobjects.StorableId;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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

/** Download sources over HTTP: {@code /api/fleet/agent_download_sources}. */
@Path("/api/fleet/agent_download_sources")
@Consumes(MediaType.APPLICATION_JSON)
public class DownloadSourceResource {
    private final DownloadSourceService sources;

    DownloadSourceResource(DownloadSourceService sources) {
        this.sources = sources;
    }

    @GET
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-settings-read"})
    public Page list() {
        var items = sources.list().stream().map(DownloadSource::item).toList();
        return new Page(items, items.size(), 1, 10_000);
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public Answer create(@NotNull Body<CreateDownloadSource> body) {
        return new Answer(sources.create(body.sent()).item());
    }

    @GET
    @Path("/{sourceId}")
    @RequirePrivileges(anyOf = {"fleet-agent-policies-read", "fleet-settings-read"})
    public Answer get(@PathParam("sourceId") String id) {
        return new Answer(sources.require(id).item());
    }

    @PUT
    @Path("/{sourceId}")
    @RequirePrivileges("fleet-settings-all")
    public Answer update(@PathParam("sourceId") String id, @NotNull Body<UpdateDownloadSource> body) {
        return new Answer(sources.update(id, body.sent()).item());
    }

    @DELETE
    @Path("/{sourceId}")
    @RequirePrivileges("fleet-settings-all")
    public Deleted delete(@PathParam("sourceId") String id) {
        sources.delete(id);
        return new Deleted(id);
    }

    public record CreateDownloadSource(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull @Rule(HostUrl.ValidOne.class) String host,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId) {}

    /** @param id taken and not looked at: the path says which */
    public record UpdateDownloadSource(
            String id,
            @NotNull String name,
            @NotNull @Rule(HostUrl.ValidOne.class) String host,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId) {}

    public record DownloadSourceItem(
            @NotNull String id,
            @NotNull String name,
            @NotNull String host,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId) {}

    public record Answer(@NotNull @Schema(implementation = DownloadSourceItem.class) ObjectNode item) {}

    public record Page(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = DownloadSourceItem.class) List<ObjectNode> items,
            int total,
            int page,
            int perPage) {}
}

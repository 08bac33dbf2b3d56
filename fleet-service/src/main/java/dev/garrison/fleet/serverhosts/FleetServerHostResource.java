package dev.garrison.fleet.serverhosts;

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

/** Fleet Server hosts over HTTP: {@code /api/fleet/fleet_server_hosts}. */
@Path("/api/fleet/fleet_server_hosts")
@Consumes(MediaType.APPLICATION_JSON)
public class FleetServerHostResource {
    private final FleetServerHostService hosts;

    FleetServerHostResource(FleetServerHostService hosts) {
        this.hosts = hosts;
    }

    @GET
    @RequirePrivileges(anyOf = {"fleet-agents-all", "fleet-settings-read"})
    public Page list() {
        var items = hosts.list().stream().map(FleetServerHost::item).toList();
        return new Page(items, items.size(), 1, 10_000);
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public Answer create(@NotNull Body<CreateFleetServerHost> body) {
        return new Answer(hosts.create(body.sent()).item());
    }

    @GET
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-read")
    public Answer get(@PathParam("itemId") String id) {
        return new Answer(hosts.require(id).item());
    }

    @PUT
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-all")
    public Answer update(@PathParam("itemId") String id, @NotNull Body<UpdateFleetServerHost> body) {
        return new Answer(hosts.update(id, body.sent()).item());
    }

    @DELETE
    @Path("/{itemId}")
    @RequirePrivileges("fleet-settings-all")
    public Deleted delete(@PathParam("itemId") String id) {
        hosts.delete(id);
        return new Deleted(id);
    }

    /** @param isPreconfigured taken and not looked at: what comes from a client does not come from the configuration */
    public record CreateFleetServerHost(
            @Size(min = 1) @Rule(StorableId.class) String id,
            @NotNull String name,
            @NotNull @Size(min = 1) @Rule(HostUrl.Valid.class) @JsonProperty("host_urls") List<String> hostUrls,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured) {}

    /** What is absent stays, but for the proxy. */
    public record UpdateFleetServerHost(
            String name,
            @Size(min = 1) @Rule(HostUrl.Valid.class) @JsonProperty("host_urls") List<String> hostUrls,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId) {}

    public record FleetServerHostItem(
            @NotNull String id,
            @NotNull String name,
            @NotNull @JsonProperty("host_urls") List<String> hostUrls,
            @JsonProperty("is_default") Boolean isDefault,
            @JsonProperty("is_internal") Boolean isInternal,
            @JsonProperty("proxy_id") @Schema(nullable = true) String proxyId,
            @JsonProperty("is_preconfigured") Boolean isPreconfigured) {}

    public record Answer(@NotNull @Schema(implementation = FleetServerHostItem.class) ObjectNode item) {}

    public record Page(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = FleetServerHostItem.class)
                    List<ObjectNode> items,
            int total,
            int page,
            int perPage) {}
}

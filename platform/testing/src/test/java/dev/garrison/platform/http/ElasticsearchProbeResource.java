package dev.garrison.platform.http;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.UUID;

/** An API of Elasticsearch's kind that exists for the platform's tests. */
@Path("/_probe")
@Consumes(MediaType.APPLICATION_JSON)
public class ElasticsearchProbeResource {
    public record Thing(@NotNull @Size(min = 2) String name) {}

    public record Created(String name, String id) {}

    @PUT
    @Path("/thing")
    @RequirePrivileges(
            cluster = {"manage_things", "monitor"},
            action = "cluster:admin/thing/put")
    public Created put(@NotNull Thing thing) {
        return new Created(thing.name(), UUID.randomUUID().toString());
    }

    @GET
    @Path("/search")
    @RequirePrivileges
    public Created search(Thing thing) {
        return new Created(thing == null ? null : thing.name(), null);
    }

    @GET
    @Path("/fails/{status}")
    @RequirePrivileges
    public Created fail(@PathParam("status") int status, @QueryParam("text") String text) {
        throw status == 429
                ? ApiException.tooManyRequests(Duration.ofMillis(1200), "slowly")
                : ApiException.of(status, "%s", text);
    }
}

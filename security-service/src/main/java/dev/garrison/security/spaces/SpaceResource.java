package dev.garrison.security.spaces;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
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

/**
 * Spaces over HTTP: {@code /api/spaces/space}. Who may is a matter of all spaces and of the one in the path, not of the request's: each
 * operation asks for itself.
 */
@Path("/api/spaces/space")
@Consumes(MediaType.APPLICATION_JSON)
public class SpaceResource {
    private final SpaceService spaces;

    SpaceResource(SpaceService spaces) {
        this.spaces = spaces;
    }

    @GET
    @RequirePrivileges
    public List<SpaceDocument> list(
            @QueryParam("purpose") Purpose purpose,
            @QueryParam("include_authorized_purposes") @DefaultValue("false") boolean includeAuthorizedPurposes) {
        if (purpose != null && includeAuthorizedPurposes) {
            throw ApiException.badRequest(
                    "[request query.include_authorized_purposes]: expected value to equal [false]");
        }
        return includeAuthorizedPurposes
                ? spaces.listWithPurposes()
                : spaces.list(purpose == null ? Purpose.any : purpose);
    }

    @POST
    @RequirePrivileges
    public SpaceDocument create(@NotNull WriteSpace body) {
        return spaces.create(body);
    }

    @GET
    @Path("/{id}")
    @RequirePrivileges
    public SpaceDocument get(@PathParam("id") String id) {
        return spaces.get(id);
    }

    @PUT
    @Path("/{id}")
    @RequirePrivileges
    public SpaceDocument update(@PathParam("id") String id, @NotNull WriteSpace body) {
        return spaces.update(id, body);
    }

    @DELETE
    @Path("/{id}")
    @RequirePrivileges
    public void delete(@PathParam("id") String id) {
        spaces.delete(id);
    }
}

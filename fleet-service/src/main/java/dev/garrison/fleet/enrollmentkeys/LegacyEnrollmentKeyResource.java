package dev.garrison.fleet.enrollmentkeys;

import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.Created;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.Deleted;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.Found;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.KeyList;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.NewKey;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyResource.Paging;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Enrollment keys under their former address {@code /api/fleet/enrollment-api-keys}, which old clients still use. */
@Path("/api/fleet/enrollment-api-keys")
@Consumes(MediaType.APPLICATION_JSON)
public class LegacyEnrollmentKeyResource {
    private final EnrollmentKeyService keys;

    LegacyEnrollmentKeyResource(EnrollmentKeyService keys) {
        this.keys = keys;
    }

    @GET
    @Operation(deprecated = true)
    @RequirePrivileges(anyOf = {"fleet-agents-all", "fleet-setup"})
    public KeyList list(@BeanParam Paging paging) {
        return KeyList.of(paging, keys.list(paging.page(), paging.perPage(), paging.kuery()));
    }

    @POST
    @Operation(deprecated = true)
    @RequirePrivileges("fleet-agents-all")
    public Created create(@NotNull NewKey key) {
        return new Created(Created.Action.created, keys.create(key.policyId(), key.name(), key.expiration()));
    }

    @GET
    @Path("/{keyId}")
    @Operation(deprecated = true)
    @RequirePrivileges(anyOf = {"fleet-agents-all", "fleet-setup"})
    public Found get(@PathParam("keyId") String keyId) {
        return new Found(keys.get(keyId));
    }

    @DELETE
    @Path("/{keyId}")
    @Operation(deprecated = true)
    @RequirePrivileges("fleet-agents-all")
    public Deleted revoke(@PathParam("keyId") String keyId) {
        keys.revoke(keyId);
        return new Deleted(Deleted.Action.deleted);
    }
}

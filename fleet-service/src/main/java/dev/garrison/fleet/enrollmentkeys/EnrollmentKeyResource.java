package dev.garrison.fleet.enrollmentkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Enrollment keys over HTTP: {@code /api/fleet/enrollment_api_keys}. */
@Path("/api/fleet/enrollment_api_keys")
@Consumes(MediaType.APPLICATION_JSON)
public class EnrollmentKeyResource {
    private final EnrollmentKeyService keys;

    EnrollmentKeyResource(EnrollmentKeyService keys) {
        this.keys = keys;
    }

    @GET
    @RequirePrivileges(anyOf = {"fleet-agents-all", "fleet-setup"})
    public KeyList list(@BeanParam Paging paging) {
        return KeyList.of(paging, keys.list(paging.page(), paging.perPage(), paging.kuery()));
    }

    @POST
    @RequirePrivileges("fleet-agents-all")
    public Created create(@NotNull NewKey key) {
        return new Created(Created.Action.created, keys.create(key.policyId(), key.name(), key.expiration()));
    }

    @GET
    @Path("/{keyId}")
    @RequirePrivileges(anyOf = {"fleet-agents-all", "fleet-setup"})
    public Found get(@PathParam("keyId") String keyId) {
        return new Found(keys.get(keyId));
    }

    @DELETE
    @Path("/{keyId}")
    @RequirePrivileges("fleet-agents-all")
    public Deleted revoke(@PathParam("keyId") String keyId) {
        keys.revoke(keyId);
        return new Deleted(Deleted.Action.deleted);
    }

    public record Paging(
            @QueryParam("page") @DefaultValue("1") @Min(1) int page,
            @QueryParam("perPage") @DefaultValue("20") @Min(0) @Max(10_000) int perPage,
            @QueryParam("kuery") String kuery) {}

    /** @param expiration a time span such as {@code 7d}; absent: never */
    public record NewKey(@NotNull @JsonProperty("policy_id") String policyId, String name, String expiration) {}

    /** @param list the items once more, under their former name */
    public record KeyList(
            List<EnrollmentKeyItem> items, List<EnrollmentKeyItem> list, long total, int page, int perPage) {
        static KeyList of(Paging paging, EnrollmentKeyService.Page found) {
            return new KeyList(found.items(), found.items(), found.total(), paging.page(), paging.perPage());
        }
    }

    public record Created(Action action, EnrollmentKeyItem item) {
        /** What was done. */
        public enum Action {
            created
        }
    }

    public record Found(EnrollmentKeyItem item) {}

    public record Deleted(Action action) {
        /** What was done. */
        public enum Action {
            deleted
        }
    }
}

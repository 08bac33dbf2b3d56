package dev.garrison.security.roles;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Roles over HTTP, in Kibana's form: {@code /api/security/role} and {@code /api/security/roles}. The same in every space. */
@Path("/api/security")
@Consumes(MediaType.APPLICATION_JSON)
public class RoleResource {
    private static final String READ = "cluster:admin/xpack/security/role/get";
    private static final String QUERY = "cluster:admin/xpack/security/role/query";
    private static final String WRITE = "cluster:admin/xpack/security/role/put";
    private static final String WRITE_MANY = "cluster:admin/xpack/security/role/bulk_put";
    private static final String DELETE_ROLE = "cluster:admin/xpack/security/role/delete";

    private final Roles roles;
    private final RoleService service;

    RoleResource(Roles roles, RoleService service) {
        this.roles = roles;
        this.service = service;
    }

    /** @param query somewhere in the name, in any case */
    public record QueryRoles(
            String query, @Min(0) Integer from, @Min(0) @Max(10_000) Integer size, Sort sort, Filters filters) {
        private static final int DEFAULT_SIZE = 10;

        /** @param field {@code name} */
        public record Sort(@NotNull String field, @NotNull Direction direction) {}

        public enum Direction {
            @JsonProperty("asc")
            ASCENDING,
            @JsonProperty("desc")
            DESCENDING
        }

        /** @param showReservedRoles they are left out otherwise */
        public record Filters(Boolean showReservedRoles) {}
    }

    /** @param total how many there are beyond this page, too */
    public record FoundRoles(List<KibanaRole> roles, int count, long total) {}

    /** @param roles by name */
    public record PutRoles(@NotNull Map<String, PutRole> roles) {}

    /** Names by what became of the roles; what has none is absent. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PutRolesAnswer(
            List<String> created, List<String> updated, List<String> noop, Map<String, RefusedRole> errors) {}

    /** Why a role was not written, with Elasticsearch's or Kibana's name for the kind of mistake. */
    public record RefusedRole(String type, String reason) {}

    @GET
    @Path("/role")
    @RequirePrivileges(cluster = "read_security", action = READ)
    public List<KibanaRole> list(@QueryParam("replaceDeprecatedPrivileges") boolean replaceDeprecatedPrivileges) {
        return documents(roles.all(), replaceDeprecatedPrivileges);
    }

    @GET
    @Path("/role/{name}")
    @RequirePrivileges(cluster = "read_security", action = READ)
    public KibanaRole get(
            @PathParam("name") @Size(min = 1) String name,
            @QueryParam("replaceDeprecatedPrivileges") boolean replaceDeprecatedPrivileges) {
        return roles.find(name)
                .map(role -> KibanaRole.of(name, role, replaceDeprecatedPrivileges))
                .orElseThrow(() -> ApiException.notFound("Not Found"));
    }

    /** Creates the role or replaces all that Kibana knows of it. */
    @PUT
    @Path("/role/{name}")
    @RequirePrivileges(cluster = "manage_security", action = WRITE)
    public void put(
            @PathParam("name") @Size(min = 1, max = 1024) String name,
            @QueryParam("createOnly") boolean createOnly,
            @NotNull PutRole body) {
        PrivilegeRules.check("request body.kibana", body.entries());
        service.put(name, body, createOnly);
    }

    @DELETE
    @Path("/role/{name}")
    @RequirePrivileges(cluster = "manage_security", action = DELETE_ROLE)
    public void delete(@PathParam("name") @Size(min = 1) String name) {
        if (!service.delete(name)) {
            throw ApiException.notFound("Not Found");
        }
    }

    /** A page of roles; the reserved ones only where the client asks for them. */
    @POST
    @Path("/role/_query")
    @RequirePrivileges(cluster = "read_security", action = QUERY)
    public FoundRoles query(@NotNull QueryRoles body) {
        var sort = body.sort();
        if (sort != null && !sort.field().equals("name")) {
            throw ApiException.badRequest(
                    "Field [%s] is not supported for sorting, must be one of [name]", sort.field());
        }
        var page = roles.page(
                body.query() == null ? "" : body.query(),
                body.filters() != null && Boolean.TRUE.equals(body.filters().showReservedRoles()),
                sort != null && sort.direction() == QueryRoles.Direction.DESCENDING,
                body.from() == null ? 0 : body.from(),
                body.size() == null ? QueryRoles.DEFAULT_SIZE : body.size());
        return new FoundRoles(documents(page.roles(), false), page.roles().size(), page.total());
    }

    /** Creates or replaces many; one that cannot be written does not stop the others. */
    @POST
    @Path("/roles")
    @RequirePrivileges(cluster = "manage_security", action = WRITE_MANY)
    public PutRolesAnswer putAll(@NotNull PutRoles body) {
        body.roles()
                .forEach(
                        (name, role) -> PrivilegeRules.check("request body.roles." + name + ".kibana", role.entries()));
        var outcome = service.putAll(body.roles());
        var written = outcome.written();
        return new PutRolesAnswer(written.created(), written.updated(), written.same(), outcome.refused());
    }

    private static List<KibanaRole> documents(Map<String, ObjectNode> roles, boolean replaceDeprecated) {
        return roles.entrySet().stream()
                .map(role -> KibanaRole.of(role.getKey(), role.getValue(), replaceDeprecated))
                .toList();
    }
}

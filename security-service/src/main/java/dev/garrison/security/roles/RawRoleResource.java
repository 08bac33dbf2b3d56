package dev.garrison.security.roles;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.security.roles.KibanaRole.TransientMetadata;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/** The same roles in Elasticsearch's form: {@code /_security/role}. */
@Path("/_security/role")
@Consumes(MediaType.APPLICATION_JSON)
public class RawRoleResource {
    private static final String READ = "cluster:admin/xpack/security/role/get";
    private static final String WRITE = "cluster:admin/xpack/security/role/put";
    private static final String DELETE_ROLE = "cluster:admin/xpack/security/role/delete";

    private final Roles roles;
    private final RoleService service;
    private final ObjectMapper json;

    RawRoleResource(Roles roles, RoleService service, ObjectMapper json) {
        this.roles = roles;
        this.service = service;
        this.json = json;
    }

    /**
     * @param index the older name of indices
     * @param transientMetadata not writable: passed over
     */
    public record PutRawRole(
            List<String> cluster,
            List<ObjectNode> indices,
            List<ObjectNode> index,
            List<ObjectNode> applications,
            @JsonProperty("run_as") List<String> runAs,
            @JsonProperty("remote_indices") List<ObjectNode> remoteIndices,
            @JsonProperty("remote_cluster") List<ObjectNode> remoteCluster,
            ObjectNode global,
            ObjectNode metadata,
            @JsonProperty("transient_metadata") ObjectNode transientMetadata,
            String description) {}

    /** The lists always, the others where the role has them. */
    public record RawRole(
            List<String> cluster,
            List<ObjectNode> indices,
            List<ObjectNode> applications,
            @JsonProperty("run_as") List<String> runAs,
            @JsonProperty("remote_indices") List<ObjectNode> remoteIndices,
            @JsonProperty("remote_cluster") List<ObjectNode> remoteCluster,
            ObjectNode global,
            ObjectNode metadata,
            @JsonProperty("transient_metadata") TransientMetadata transientMetadata,
            String description) {}

    public record PutAnswer(Created role) {}

    public record Created(boolean created) {}

    public record Found(boolean found) {}

    @GET
    @RequirePrivileges(cluster = "read_security", action = READ)
    public Map<String, RawRole> list() {
        return documents(roles.all());
    }

    /** @param names separated by commas */
    @GET
    @Path("/{names}")
    @RequirePrivileges(cluster = "read_security", action = READ)
    public RestResponse<Map<String, RawRole>> get(@PathParam("names") String names) {
        var found = documents(roles.named(List.of(names.split(","))));
        return RestResponse.status(found.isEmpty() ? RestResponse.Status.NOT_FOUND : RestResponse.Status.OK, found);
    }

    private Map<String, RawRole> documents(Map<String, ObjectNode> roles) {
        var documents = new LinkedHashMap<String, RawRole>();
        roles.forEach((name, role) -> {
            var shown = role.deepCopy();
            shown.putObject("transient_metadata").put("enabled", true);
            documents.put(name, json.convertValue(shown, RawRole.class));
        });
        return documents;
    }

    @PUT
    @Path("/{name}")
    @RequirePrivileges(cluster = "manage_security", action = WRITE)
    public PutAnswer put(@PathParam("name") String name, @NotNull Body<PutRawRole> body) {
        return new PutAnswer(new Created(service.put(name, body.sent())));
    }

    @POST
    @Path("/{name}")
    @RequirePrivileges(cluster = "manage_security", action = WRITE)
    public PutAnswer post(@PathParam("name") String name, @NotNull Body<PutRawRole> body) {
        return put(name, body);
    }

    @DELETE
    @Path("/{name}")
    @RequirePrivileges(cluster = "manage_security", action = DELETE_ROLE)
    public RestResponse<Found> delete(@PathParam("name") String name) {
        var found = service.delete(name);
        return RestResponse.status(found ? RestResponse.Status.OK : RestResponse.Status.NOT_FOUND, new Found(found));
    }
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjectResource.ResolvedAnswer;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Many saved objects over HTTP: {@code /api/saved_objects/_bulk_*}. Answers keep the order of the request. */
@Path("/api/saved_objects")
@Consumes(MediaType.APPLICATION_JSON)
public class SavedObjectBulkResource {
    private final SavedObjectBulk bulk;
    private final SavedObjectAccess access;

    SavedObjectBulkResource(SavedObjectBulk bulk, SavedObjectAccess access) {
        this.bulk = bulk;
        this.access = access;
    }

    @POST
    @Path("/_bulk_create")
    @RequirePrivileges
    @Deprecated
    public Objects create(@QueryParam("overwrite") boolean overwrite, @NotNull List<Create> body) {
        access.require(Operation.create, "bulk_create", body, Create::type, Create::initialNamespaces);
        return new Objects(bulk.create(body, overwrite));
    }

    @POST
    @Path("/_bulk_get")
    @RequirePrivileges
    @Deprecated
    public Objects get(@NotNull List<Get> body) {
        access.require(Operation.get, "bulk_get", body, Get::type, Get::namespaces);
        return new Objects(bulk.get(body));
    }

    @POST
    @Path("/_bulk_resolve")
    @RequirePrivileges
    @Deprecated
    public ResolvedObjects resolve(@NotNull List<ObjectKey> body) {
        access.require(
                Operation.get,
                "bulk_resolve",
                body.stream().map(ObjectKey::type).toList());
        return new ResolvedObjects(bulk.resolve(body));
    }

    @PUT
    @Path("/_bulk_update")
    @RequirePrivileges
    @Deprecated
    public Objects update(@NotNull List<Update> body) {
        access.require(
                Operation.update,
                "bulk_update",
                body,
                Update::type,
                item -> item.namespace() == null ? null : List.of(item.namespace()));
        return new Objects(bulk.update(body));
    }

    /** The same by the method that Kibana's document names and Kibana does not have. */
    @POST
    @Path("/_bulk_update")
    @RequirePrivileges
    @Deprecated
    public Objects updateByPost(@NotNull List<Update> body) {
        return update(body);
    }

    @POST
    @Path("/_bulk_delete")
    @RequirePrivileges
    @Deprecated
    public Statuses delete(@QueryParam("force") boolean force, @NotNull @Size(max = 10_000) List<ObjectKey> body) {
        access.require(
                Operation.delete,
                "bulk_delete",
                body.stream().map(ObjectKey::type).toList());
        return new Statuses(bulk.delete(body, force));
    }

    /** See {@link SavedObjectResource.Create}. @param version that an existing one must have to be overwritten */
    public record Create(
            @NotNull String type,
            String id,
            @NotNull ObjectNode attributes,
            List<Reference> references,
            @Size(min = 1) List<String> initialNamespaces,
            String version,
            Map<String, String> migrationVersion,
            String coreMigrationVersion,
            String typeMigrationVersion) {}

    /**
     * @param fields attributes to answer; absent: all
     * @param namespaces spaces to look in; absent: the request's
     */
    public record Get(
            @NotNull String type, @NotNull String id, List<String> fields, @Size(min = 1) List<String> namespaces) {}

    /** @param namespace space in which it is; absent: the request's */
    public record Update(
            @NotNull String type,
            @NotNull String id,
            @NotNull ObjectNode attributes,
            String version,
            List<Reference> references,
            @Size(min = 1) String namespace) {}

    public record Objects(@JsonProperty("saved_objects") List<SavedObjectAnswer> savedObjects) {}

    public record ResolvedObjects(@JsonProperty("resolved_objects") List<ResolvedAnswer> resolvedObjects) {}

    public record Statuses(List<Status> statuses) {}

    /** @param error absent where it was deleted */
    public record Status(String id, String type, boolean success, ItemError error) {}
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
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

/** One saved object over HTTP: {@code /api/saved_objects/TYPE/ID}. Deprecated in Kibana, and used by many scripts. */
@Path("/api/saved_objects")
@Consumes(MediaType.APPLICATION_JSON)
public class SavedObjectResource {
    private final SavedObjectService service;
    private final SavedObjects objects;
    private final Resolver resolver;
    private final SavedObjectAccess access;
    private final CurrentPrincipal caller;

    SavedObjectResource(
            SavedObjectService service,
            SavedObjects objects,
            Resolver resolver,
            SavedObjectAccess access,
            CurrentPrincipal caller) {
        this.service = service;
        this.objects = objects;
        this.resolver = resolver;
        this.access = access;
        this.caller = caller;
    }

    @POST
    @Path("/{type}")
    @RequirePrivileges
    @Deprecated
    public SavedObjectAnswer create(
            @PathParam("type") String type, @QueryParam("overwrite") boolean overwrite, @NotNull Create body) {
        return createAs(type, null, overwrite, body);
    }

    @POST
    @Path("/{type}/{id}")
    @RequirePrivileges
    @Deprecated
    public SavedObjectAnswer createWithId(
            @PathParam("type") String type,
            @PathParam("id") String id,
            @QueryParam("overwrite") boolean overwrite,
            @NotNull Create body) {
        return createAs(type, id, overwrite, body);
    }

    private SavedObjectAnswer createAs(String type, String id, boolean overwrite, Create body) {
        var known = SavedObjectTypes.find(type)
                .orElseThrow(() -> ItemError.unsupported(type).alone());
        var spaces = body.initialNamespaces() == null ? List.of(caller.space()) : body.initialNamespaces();
        access.require(Operation.create, "create", List.of(type), spaces);
        MigrationVersions.requireKnown(
                new ObjectKey(type, id),
                body.coreMigrationVersion(),
                body.typeMigrationVersion(),
                body.migrationVersion());
        var wanted = new NewObject(
                known, id, body.attributes(), body.references(), body.initialNamespaces(), null, false, null);
        return answer(service.create(caller.space(), List.of(wanted), overwrite, access.author())
                .get(0)
                .orThrow());
    }

    @GET
    @Path("/{type}/{id}")
    @RequirePrivileges
    @Deprecated
    public SavedObjectAnswer get(@PathParam("type") String type, @PathParam("id") String id) {
        access.require(Operation.get, "get", List.of(type));
        return answer(objects.require(caller.space(), new ObjectKey(type, id)));
    }

    @PUT
    @Path("/{type}/{id}")
    @RequirePrivileges
    @Deprecated
    public SavedObjectAnswer update(@PathParam("type") String type, @PathParam("id") String id, @NotNull Update body) {
        access.require(Operation.update, "update", List.of(type));
        if (body.upsert() != null) {
            access.require(Operation.create, "create", List.of(type));
        }
        var update = new SavedObjectService.Update(
                new ObjectKey(type, id),
                caller.space(),
                body.attributes(),
                body.references(),
                body.version(),
                body.upsert());
        var written = service.update(List.of(update), access.author()).get(0).orThrow();
        return answer(written).echoing(body.attributes(), body.references());
    }

    @DELETE
    @Path("/{type}/{id}")
    @RequirePrivileges
    @Deprecated
    public Map<String, Object> delete(
            @PathParam("type") String type, @PathParam("id") String id, @QueryParam("force") boolean force) {
        access.require(Operation.delete, "delete", List.of(type));
        service.delete(caller.space(), List.of(new ObjectKey(type, id)), force)
                .get(0)
                .orThrow();
        return Map.of();
    }

    @GET
    @Path("/resolve/{type}/{id}")
    @RequirePrivileges
    @Deprecated
    public ResolvedAnswer resolve(@PathParam("type") String type, @PathParam("id") String id) {
        access.require(Operation.get, "resolve", List.of(type));
        var key = new ObjectKey(type, id);
        var resolved = resolver.resolve(caller.space(), List.of(key)).get(key);
        if (resolved.object() == null) {
            throw ItemError.notFound(key).alone();
        }
        return ResolvedAnswer.of(resolved, answer(resolved.object()));
    }

    private SavedObjectAnswer answer(SavedObject object) {
        return SavedObjectAnswer.of(new Outcome.Done(object), access.shown(List.of(object)));
    }

    /**
     * @param initialNamespaces spaces in which it is seen from the beginning; {@code *}: all
     * @param migrationVersion as an export says it, as are the following two; what is older than Garrison's is taken
     */
    public record Create(
            @NotNull ObjectNode attributes,
            List<Reference> references,
            @Size(min = 1) List<String> initialNamespaces,
            Map<String, String> migrationVersion,
            String coreMigrationVersion,
            String typeMigrationVersion) {}

    /** @param upsert attributes to create it with where it does not exist */
    public record Update(
            @NotNull ObjectNode attributes, List<Reference> references, String version, ObjectNode upsert) {}

    /** @param aliasTargetId present id of an object that once had the id */
    public record ResolvedAnswer(
            @JsonProperty("saved_object") SavedObjectAnswer savedObject,
            Resolver.Outcome outcome,
            @JsonProperty("alias_target_id") String aliasTargetId,
            @JsonProperty("alias_purpose") String aliasPurpose) {
        static ResolvedAnswer of(Resolver.Resolved resolved, SavedObjectAnswer object) {
            return new ResolvedAnswer(object, resolved.outcome(), resolved.aliasTargetId(), resolved.aliasPurpose());
        }
    }
}

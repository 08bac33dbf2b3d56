package dev.garrison.apm.spaces;

import dev.garrison.apm.savedobjects.ImportAnswer;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;

/** Copies of objects in other spaces over HTTP: {@code /api/spaces/_copy_saved_objects}. */
@Path("/api/spaces")
@Consumes(MediaType.APPLICATION_JSON)
public class CopyResource {
    private final Copies copies;

    CopyResource(Copies copies) {
        this.copies = copies;
    }

    @POST
    @Path("/_copy_saved_objects")
    @RequirePrivileges("copySavedObjectsToSpaces")
    public Map<String, CopyAnswer> copy(@NotNull Copy body) {
        var newCopies = !Boolean.FALSE.equals(body.createNewCopies());
        var overwrite = Boolean.TRUE.equals(body.overwrite());
        if (overwrite && newCopies) {
            throw ApiException.badRequest("[request body]: cannot use [overwrite] with [createNewCopies]");
        }
        return copies.copy(
                body.objects(),
                body.spaces(),
                new Copies.Manner(
                        Boolean.TRUE.equals(body.includeReferences()),
                        overwrite,
                        newCopies,
                        isCompatible(body.compatibilityMode(), newCopies)));
    }

    @POST
    @Path("/_resolve_copy_saved_objects_errors")
    @RequirePrivileges("copySavedObjectsToSpaces")
    public Map<String, CopyAnswer> resolve(@NotNull Resolve body) {
        for (var space : body.retries().keySet()) {
            if (!space.matches(SpaceIds.PATTERN)) {
                throw ApiException.badRequest("[request body.retries.key(\"%s\")]: Invalid space id: %s", space, space);
            }
        }
        var newCopies = !Boolean.FALSE.equals(body.createNewCopies());
        return copies.resolve(
                body.objects(),
                body.retries(),
                new Copies.Manner(
                        Boolean.TRUE.equals(body.includeReferences()),
                        false,
                        newCopies,
                        isCompatible(body.compatibilityMode(), newCopies)));
    }

    private static boolean isCompatible(Boolean compatibilityMode, boolean newCopies) {
        var compatible = Boolean.TRUE.equals(compatibilityMode);
        if (compatible && newCopies) {
            throw ApiException.badRequest("[request body]: cannot use [createNewCopies] with [compatibilityMode]");
        }
        return compatible;
    }

    /**
     * @param includeReferences whether what they refer to comes along
     * @param createNewCopies absent: true
     */
    public record Copy(
            @NotNull @Rule(SpaceIds.Unique.class)
                    List<@Pattern(regexp = SpaceIds.PATTERN, message = SpaceIds.TEXT) String> spaces,
            @NotNull @Rule(SpaceIds.UniqueObjects.class) List<ObjectKey> objects,
            Boolean includeReferences,
            Boolean overwrite,
            Boolean createNewCopies,
            Boolean compatibilityMode) {}

    /** @param retries by space: just the objects that are named here are copied there */
    public record Resolve(
            @NotNull Map<String, List<CopyRetry>> retries,
            @NotNull @Rule(SpaceIds.UniqueObjects.class) List<ObjectKey> objects,
            Boolean includeReferences,
            Boolean createNewCopies,
            Boolean compatibilityMode) {}

    /** @param destinationId id that it gets there; absent: its own */
    public record CopyRetry(
            @NotNull String type,
            @NotNull String id,
            Boolean overwrite,
            String destinationId,
            Boolean createNewCopy,
            Boolean ignoreMissingReferences) {}

    /** What became of the copies in one space; {@code errors} are those of an import, or one refusal of all. */
    public record CopyAnswer(
            boolean success, int successCount, List<ImportAnswer.Success> successResults, List<Object> errors) {}
}

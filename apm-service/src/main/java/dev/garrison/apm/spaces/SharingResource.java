package dev.garrison.apm.spaces;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.apm.savedobjects.ItemError;
import dev.garrison.apm.savedobjects.LegacyUrlAliases;
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
import org.jboss.resteasy.reactive.ResponseStatus;

/** Which spaces see an object, over HTTP: {@code /api/spaces/_update_objects_spaces} and what goes with it. */
@Path("/api/spaces")
@Consumes(MediaType.APPLICATION_JSON)
public class SharingResource {
    private final Sharing sharing;
    private final ShareableReferences references;

    SharingResource(Sharing sharing, ShareableReferences references) {
        this.sharing = sharing;
        this.references = references;
    }

    @POST
    @Path("/_update_objects_spaces")
    @RequirePrivileges
    public Shared share(@NotNull Share body) {
        if (body.spacesToAdd().isEmpty() && body.spacesToRemove().isEmpty()) {
            throw ApiException.badRequest(
                    "spacesToAdd and/or spacesToRemove must be a non-empty array of strings: Bad Request");
        }
        if (body.spacesToAdd().stream().anyMatch(body.spacesToRemove()::contains)) {
            throw ApiException.badRequest(
                    "spacesToAdd and spacesToRemove cannot contain any of the same strings: Bad Request");
        }
        return new Shared(sharing.share(body.objects(), body.spacesToAdd(), body.spacesToRemove()));
    }

    @POST
    @Path("/_get_shareable_references")
    @RequirePrivileges
    public References references(@NotNull Objects body) {
        return new References(references.of(body.objects()));
    }

    @POST
    @Path("/_disable_legacy_url_aliases")
    @ResponseStatus(204)
    @RequirePrivileges
    public void disable(@NotNull Disable body) {
        sharing.disable(body.aliases().stream()
                .map(alias -> new LegacyUrlAliases.Alias(alias.targetSpace(), alias.targetType(), alias.sourceId()))
                .toList());
    }

    public record Share(
            @NotNull List<ObjectKey> objects,
            @NotNull @Rule(SpaceIds.Unique.class)
                    List<@Pattern(regexp = SpaceIds.PATTERN_OR_ALL, message = SpaceIds.TEXT_OR_ALL) String> spacesToAdd,
            @NotNull @Rule(SpaceIds.Unique.class)
                    List<@Pattern(regexp = SpaceIds.PATTERN_OR_ALL, message = SpaceIds.TEXT_OR_ALL) String>
                            spacesToRemove) {}

    public record Shared(List<SharedObject> objects) {}

    /** @param spaces that see it now; none: it is gone, or there is an error */
    public record SharedObject(String type, String id, List<String> spaces, ItemError error) {}

    public record Objects(@NotNull List<ObjectKey> objects) {}

    public record References(List<ShareableObject> objects) {}

    /**
     * @param inboundReferences from others of the answer to this one
     * @param isMissing true, or absent
     * @param spacesWithMatchingAliases in which its id once was another's, or absent
     * @param spacesWithMatchingOrigins in which there is a copy of it, or absent
     */
    public record ShareableObject(
            String type,
            String id,
            List<String> spaces,
            List<Inbound> inboundReferences,
            Boolean isMissing,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> spacesWithMatchingAliases,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> spacesWithMatchingOrigins) {}

    /** @param name of the reference */
    public record Inbound(String type, String id, String name) {}

    public record Disable(@NotNull List<Alias> aliases) {}

    /** @param sourceId the id that the object once had */
    public record Alias(
            @NotNull @Pattern(regexp = SpaceIds.PATTERN, message = SpaceIds.TEXT) String targetSpace,
            @NotNull String targetType,
            @NotNull String sourceId) {}
}

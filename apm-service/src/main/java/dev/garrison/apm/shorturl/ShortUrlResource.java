package dev.garrison.apm.shorturl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.SavedObject;
import dev.garrison.apm.savedobjects.SavedObjectAccess;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Short links over HTTP: {@code /api/short_url}. */
@Path("/api/short_url")
@Consumes(MediaType.APPLICATION_JSON)
public class ShortUrlResource {
    private static final List<String> TYPE = List.of("url");

    private final ShortUrlService links;
    private final SavedObjectAccess access;
    private final CurrentPrincipal caller;
    private final ObjectMapper json;

    ShortUrlResource(ShortUrlService links, SavedObjectAccess access, CurrentPrincipal caller, ObjectMapper json) {
        this.links = links;
        this.access = access;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @RequirePrivileges
    public ShortUrl create(@NotNull Create body) {
        access.require(Operation.create, "create", TYPE);
        return answer(links.create(
                caller.space(),
                body.locatorId(),
                body.params(),
                body.slug(),
                Boolean.TRUE.equals(body.humanReadableSlug()),
                access.author()));
    }

    @GET
    @Path("/{id}")
    @RequirePrivileges
    public ShortUrl get(@PathParam("id") @Size(min = 4, max = 128) String id) {
        access.require(Operation.get, "get", TYPE);
        return answer(links.require(caller.space(), id));
    }

    @GET
    @Path("/_slug/{slug}")
    @RequirePrivileges
    public ShortUrl getBySlug(@PathParam("slug") @Size(min = 4, max = 128) String slug) {
        access.require(Operation.get, "find", TYPE);
        return answer(links.requireBySlug(caller.space(), slug));
    }

    /** Answers {@code null}, as Kibana does. */
    @DELETE
    @Path("/{id}")
    @RequirePrivileges
    public JsonNode delete(@PathParam("id") @Size(min = 4, max = 128) String id) {
        access.require(Operation.delete, "delete", TYPE);
        links.delete(caller.space(), id);
        return JsonNodeFactory.instance.nullNode();
    }

    private ShortUrl answer(SavedObject link) {
        var attributes = link.attributes();
        return new ShortUrl(
                link.id(),
                attributes.path("slug").asText(),
                locator(attributes),
                attributes.path("accessCount").asLong(),
                attributes.path("accessDate").asLong(),
                attributes.path("createDate").asLong(),
                attributes.path("url").asText());
    }

    /** Links of old are just a path. */
    private Locator locator(ObjectNode attributes) {
        try {
            var stored = attributes.path("locatorJSON").textValue();
            if (stored != null && !stored.isEmpty()) {
                return json.readValue(stored, Locator.class);
            }
        } catch (JsonProcessingException e) {
            // imported as it is: no locator that anybody could read
        }
        return new Locator(
                Locators.LEGACY,
                "",
                json.createObjectNode().put("url", attributes.path("url").asText()));
    }

    /**
     * @param locatorId the page that the link leads to, e.g. {@code DASHBOARD_APP_LOCATOR}
     * @param params for that page; not checked
     * @param slug the link's short name; absent: a random one, made of words if it is to be human-readable
     */
    public record Create(
            @NotNull @Size(min = 1, max = 255) String locatorId,
            @NotNull ObjectNode params,
            @Size(min = 3, max = 255) String slug,
            Boolean humanReadableSlug) {}

    /** @param version of Kibana that the state is for */
    public record Locator(String id, String version, ObjectNode state) {}

    /**
     * @param accessDate in milliseconds since 1970, as is {@code createDate}
     * @param url empty but for links of old
     */
    public record ShortUrl(
            String id, String slug, Locator locator, long accessCount, long accessDate, long createDate, String url) {}
}

package dev.garrison.apm.shorturl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.NewObject;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.apm.savedobjects.SavedObject;
import dev.garrison.apm.savedobjects.SavedObjectService;
import dev.garrison.apm.savedobjects.SavedObjects;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Short links are saved objects of type {@code url}, with the attributes that Kibana gives them. */
@ApplicationScoped
class ShortUrlService {
    private static final String TYPE = "url";

    private final SavedObjectService service;
    private final SavedObjects objects;
    private final Slugs slugs;
    private final ObjectMapper json;
    private final Clock clock;
    private final String version;

    ShortUrlService(
            SavedObjectService service,
            SavedObjects objects,
            Slugs slugs,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.version") String version) {
        this.service = service;
        this.objects = objects;
        this.slugs = slugs;
        this.json = json;
        this.clock = clock;
        this.version = version;
    }

    /**
     * @param slug null: a new one, made of words if it is to be {@code readable}
     * @param author profile id, or null
     * @throws ApiException 409: there is no such locator, or the slug is taken; 400: the slug's characters
     */
    @Transactional
    public SavedObject create(
            String space, String locator, ObjectNode state, String slug, boolean readable, String author) {
        if (!Locators.contain(locator)) {
            throw ApiException.conflict("Locator not found.");
        }
        if (slug != null) {
            slugs.take(space, slug);
        }
        var now = clock.millis();
        var target = json.createObjectNode().put("id", locator).put("version", version);
        target.set("state", state);
        var attributes = json.createObjectNode()
                .put("slug", slug == null ? slugs.takeNew(space, readable) : slug)
                .put("accessCount", 0)
                .put("accessDate", now)
                .put("createDate", now)
                .put("url", "")
                .put("locatorJSON", target.toString());
        var link = NewObject.of(TYPE, UUID.randomUUID().toString(), attributes);
        return service.create(space, List.of(link), false, author).get(0).orThrow();
    }

    /** @throws ApiException 404 */
    SavedObject require(String space, String id) {
        var key = new ObjectKey(TYPE, id);
        var link = objects.find(space, List.of(key)).get(key);
        if (link == null) {
            throw ApiException.notFound("No short url with id \"%s\"", id);
        }
        return link;
    }

    /** @throws ApiException 404 */
    SavedObject requireBySlug(String space, String slug) {
        return objects.withSlug(space, slug).stream()
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("No short url with slug \"%s\"", slug));
    }

    /** @throws ApiException 404 */
    @Transactional
    public void delete(String space, String id) {
        require(space, id);
        service.delete(space, List.of(new ObjectKey(TYPE, id)), true).get(0).orThrow();
    }
}

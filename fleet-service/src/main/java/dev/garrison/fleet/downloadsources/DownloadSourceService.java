package dev.garrison.fleet.downloadsources;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.policyrevisions.PolicyReferences;
import dev.garrison.fleet.policyrevisions.PolicyReferences.Reference;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.fleet.proxies.ProxyService;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Download sources of agent binaries, one of them the default. Each public method is one transaction. */
@ApplicationScoped
public class DownloadSourceService {
    private static final String DEFAULT_ID = "fleet-default-download-source";
    private static final String SYSTEM = "system";

    private final DownloadSourceRepository sources;
    private final ProxyService proxies;
    private final PolicyReferences references;
    private final PolicyRevisions revisions;
    private final ObjectMapper json;
    private final Clock clock;

    DownloadSourceService(
            DownloadSourceRepository sources,
            ProxyService proxies,
            PolicyReferences references,
            PolicyRevisions revisions,
            ObjectMapper json,
            Clock clock) {
        this.sources = sources;
        this.proxies = proxies;
        this.references = references;
        this.revisions = revisions;
        this.json = json;
        this.clock = clock;
    }

    /** Makes the default source unless there is one; replicas may do so at once. */
    @Transactional
    public void ensureDefault() {
        sources.insertUnlessThere(DEFAULT_ID, first(), clock.instant());
    }

    private ObjectNode first() {
        return json.createObjectNode()
                .put("name", "Elastic Artifacts")
                .put("host", "https://artifacts.elastic.co/downloads/")
                .put("is_default", true);
    }

    /** Whether there is such a source, which then is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean mayBeNamed(String id) {
        return sources.toBeNamed(id).isPresent();
    }

    /**
     * What agents use.
     *
     * @param id null for the default; where a client has left none, agents go where they would without Fleet
     */
    @Transactional
    public DownloadSource effective(String id) {
        return id == null
                ? sources.one("is_default").orElseGet(() -> {
                    var source = new DownloadSource();
                    source.change(first(), clock.instant());
                    return source;
                })
                : sources.findByIdOptional(id).orElseThrow();
    }

    /** The default first, then by name. */
    @Transactional
    public List<DownloadSource> list() {
        return sources.inOrder("is_default desc, name, id");
    }

    /** @throws ApiException 404 */
    @Transactional
    public DownloadSource require(String id) {
        return sources.findByIdOptional(id).orElseThrow(() -> notFound(id));
    }

    /** @throws ApiException 400: name taken, no such proxy; 409: id taken */
    @Transactional
    public DownloadSource create(ObjectNode sent) {
        var id = sent.path("id").asText(UUID.randomUUID().toString());
        var settings = settings(sent);
        sources.lockDefaults(); // and names
        check(id, settings);
        var isDefault = settings.path("is_default").asBoolean();
        if (isDefault) {
            replaceDefault(id);
        }
        var source = sources.add(id, settings, clock.instant());
        if (isDefault) {
            revisions.bump(PolicySelection.all(), SYSTEM);
        }
        return source;
    }

    /**
     * Changes a source; the agents of policies that use it hear of it.
     *
     * @param sent name and host are always there; without {@code is_default} it is no longer the default
     * @throws ApiException 404; 400: name taken, no such proxy
     */
    @Transactional
    public DownloadSource update(String id, ObjectNode sent) {
        sources.lockDefaults();
        var source = sources.lock(id).orElseThrow(() -> ApiException.notFound("Download source %s not found", id));
        var settings = source.settings();
        settings.setAll(settings(sent));
        check(id, settings);
        var wasDefault = source.isDefault();
        var isDefault = settings.path("is_default").asBoolean();
        if (!wasDefault && isDefault) {
            replaceDefault(id);
        }
        source.change(settings, clock.instant());
        revisions.bump(
                wasDefault || isDefault ? PolicySelection.all() : PolicySelection.withDownloadSource(id), SYSTEM);
        return source;
    }

    /**
     * Deletes a source; policies that name it are back at the default.
     *
     * @throws ApiException 404; 400: the default
     */
    @Transactional
    public void delete(String id) {
        var source = sources.lockToDelete(id).orElseThrow(() -> notFound(id));
        if (source.isDefault()) {
            throw ApiException.badRequest("Default Download source %s cannot be deleted.", id);
        }
        var policies = references.clear(id, Reference.download_source_id);
        sources.delete(source);
        revisions.bump(PolicySelection.of(policies), SYSTEM);
    }

    private static ObjectNode settings(ObjectNode sent) {
        var settings = sent.deepCopy();
        settings.remove("id");
        return settings.put("is_default", sent.path("is_default").asBoolean());
    }

    private void check(String id, ObjectNode settings) {
        var name = settings.get("name").textValue();
        sources.one("name = ?1 and id <> ?2 limit 1", name, id).ifPresent(other -> {
            throw ApiException.badRequest("Download Source '%s' already exists with name '%s'", other.id(), name);
        });
        var proxy = settings.path("proxy_id");
        if (proxy.isTextual() && !proxies.mayBeNamed(proxy.textValue())) {
            throw ApiException.badRequest("Fleet proxy %s not found", proxy.textValue());
        }
    }

    private void replaceDefault(String successor) {
        sources.one("is_default and id <> ?1 for update", successor).ifPresent(former -> {
            former.change(former.settings().put("is_default", false), clock.instant());
            sources.flush(); // before the successor is written: there is never more than one
        });
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("Agent binary source %s not found", id);
    }
}

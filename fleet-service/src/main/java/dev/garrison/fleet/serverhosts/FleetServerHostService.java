package dev.garrison.fleet.serverhosts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.policyrevisions.PolicyReferences;
import dev.garrison.fleet.policyrevisions.PolicyReferences.Reference;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.fleet.proxies.ProxyService;
import dev.garrison.fleet.settingsobjects.HostUrl;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Fleet Server hosts. There is a default one only where an operator or a client says which addresses agents can reach: an agent that is
 * told one which it cannot reach refuses its policy. Each public method is one transaction.
 */
@ApplicationScoped
public class FleetServerHostService {
    private static final String DEFAULT_ID = "fleet-default-fleet-server-host";
    private static final String SYSTEM = "system";

    private final FleetServerHostRepository hosts;
    private final ProxyService proxies;
    private final PolicyReferences references;
    private final PolicyRevisions revisions;
    private final ObjectMapper json;
    private final Clock clock;
    private final Optional<List<String>> defaultUrls;

    FleetServerHostService(
            FleetServerHostRepository hosts,
            ProxyService proxies,
            PolicyReferences references,
            PolicyRevisions revisions,
            ObjectMapper json,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.default-server-host.urls") Optional<List<String>> defaultUrls) {
        this.hosts = hosts;
        this.proxies = proxies;
        this.references = references;
        this.revisions = revisions;
        this.json = json;
        this.clock = clock;
        this.defaultUrls = defaultUrls;
    }

    /** Makes the configured default host unless there is one; replicas may do so at once. */
    @Transactional
    public void ensureDefault() {
        if (defaultUrls.isPresent()) {
            var settings = json.createObjectNode().put("name", "Default").put("is_default", true);
            settings.set("host_urls", json.valueToTree(defaultUrls.get()));
            hosts.insertUnlessThere(DEFAULT_ID, settings, clock.instant());
        }
    }

    /** Whether there is such a host, which then is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean mayBeNamed(String id) {
        return hosts.toBeNamed(id).isPresent();
    }

    /**
     * What agents use; absent where they keep what they were enrolled with.
     *
     * @param id null for the default
     */
    @Transactional
    public Optional<FleetServerHost> effective(String id) {
        return id == null ? hosts.one("is_default") : hosts.findByIdOptional(id);
    }

    /** The default first, then by name. */
    @Transactional
    public List<FleetServerHost> list() {
        return hosts.inOrder("is_default desc, name, id");
    }

    /** @throws ApiException 404 */
    @Transactional
    public FleetServerHost require(String id) {
        return hosts.findByIdOptional(id).orElseThrow(() -> notFound(id));
    }

    /** Whether the configuration names hosts, which then are not changed by clients. */
    @Transactional
    public boolean isPreconfigured() {
        return hosts.one("is_preconfigured limit 1").isPresent();
    }

    /** @throws ApiException 400: no such proxy; 403: the default comes from the configuration; 409: id taken */
    @Transactional
    public FleetServerHost create(ObjectNode sent) {
        var settings = sent.deepCopy().put("is_preconfigured", false);
        settings.remove("id");
        return add(sent.path("id").asText(UUID.randomUUID().toString()), settings);
    }

    /**
     * Changes a host; agents that use it hear of it.
     *
     * @param sent what is absent stays, but for the proxy
     * @throws ApiException 404; 400: no such proxy; 403: it, or the default that it would replace, comes from the configuration
     */
    @Transactional
    public FleetServerHost update(String id, ObjectNode sent) {
        var host = hosts.lock(id).orElseThrow(() -> notFound(id));
        if (host.isPreconfigured()) {
            throw ApiException.forbidden("Cannot update %s preconfigured Fleet Server host", id);
        }
        var settings = host.settings().putNull("proxy_id");
        settings.setAll(sent);
        write(host, settings);
        return host;
    }

    /**
     * Deletes a host; policies that name it are back at the default.
     *
     * @throws ApiException 404; 403: the default, or preconfigured
     */
    @Transactional
    public void delete(String id) {
        var host = hosts.lockToDelete(id).orElseThrow(() -> notFound(id));
        if (host.isPreconfigured()) {
            throw ApiException.forbidden("Cannot delete %s preconfigured Fleet Server host", id);
        }
        if (host.isDefault()) {
            throw ApiException.forbidden("Default Fleet Server hosts %s cannot be deleted.", id);
        }
        remove(host);
    }

    /** Makes the hosts of the configuration, and lets go of those that it named before. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void preconfigure(Collection<ObjectNode> configured) {
        for (var sent : configured) {
            var id = sent.get("id").textValue();
            var settings = normalized(sent.deepCopy().put("is_preconfigured", true));
            settings.remove("id");
            var known = hosts.lock(id);
            if (known.isEmpty()) {
                add(id, settings);
            } else if (!known.get().settings().equals(settings)) {
                write(known.get(), settings);
            }
        }
        var ids = configured.stream().map(sent -> sent.get("id").textValue()).toList();
        for (var host : hosts.inOrder("id")) {
            if (host.isPreconfigured() && !ids.contains(host.id())) {
                if (host.isDefault()) {
                    host.change(host.settings().put("is_preconfigured", false), clock.instant());
                } else {
                    remove(host);
                }
            }
        }
    }

    private FleetServerHost add(String id, ObjectNode settings) {
        check(settings);
        var isDefault = settings.path("is_default").asBoolean();
        if (isDefault) {
            replaceDefault(id, settings);
        }
        var host = hosts.add(id, normalized(settings), clock.instant());
        if (isDefault) {
            revisions.bump(PolicySelection.all(), SYSTEM);
        }
        return host;
    }

    private void write(FleetServerHost host, ObjectNode settings) {
        check(settings);
        var wasDefault = host.isDefault();
        if (!wasDefault && settings.path("is_default").asBoolean()) {
            replaceDefault(host.id(), settings);
        }
        host.change(normalized(settings), clock.instant());
        revisions.bump(
                wasDefault || host.isDefault() ? PolicySelection.all() : PolicySelection.withFleetServerHost(host.id()),
                SYSTEM);
    }

    private void replaceDefault(String successor, ObjectNode settings) {
        hosts.lockDefaults();
        hosts.one("is_default and id <> ?1 for update", successor).ifPresent(former -> {
            if (former.isPreconfigured() && !settings.path("is_preconfigured").asBoolean()) {
                throw ApiException.forbidden("Cannot update %s preconfigured Fleet Server host", former.id());
            }
            former.change(former.settings().put("is_default", false), clock.instant());
            hosts.flush(); // before the successor is written: there is never more than one
        });
    }

    private void check(ObjectNode settings) {
        var proxy = settings.path("proxy_id");
        if (proxy.isTextual() && !proxies.mayBeNamed(proxy.textValue())) {
            throw ApiException.badRequest("Fleet proxy %s not found", proxy.textValue());
        }
    }

    private void remove(FleetServerHost host) {
        var policies = references.clear(host.id(), Reference.fleet_server_host_id);
        hosts.delete(host);
        revisions.bump(PolicySelection.of(policies), SYSTEM);
    }

    private ObjectNode normalized(ObjectNode settings) {
        if (!settings.has("is_default")) {
            settings.put("is_default", false);
        }
        var urls = json.createArrayNode();
        settings.path("host_urls").forEach(url -> urls.add(HostUrl.withPort(url.textValue())));
        return settings.set("host_urls", urls);
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("Fleet server %s not found", id);
    }
}

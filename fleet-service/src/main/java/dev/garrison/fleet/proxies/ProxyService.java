package dev.garrison.fleet.proxies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.fleet.settingsobjects.SecretParts;
import dev.garrison.platform.http.ApiException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Proxies that agents go through. Each public method is one transaction. */
@ApplicationScoped
public class ProxyService {
    private static final List<String> SECRET = List.of("/certificate_key");

    /** What a PUT clears where it does not name it. */
    private static final List<String> CLEARED =
            List.of("proxy_headers", "certificate_authorities", "certificate", "certificate_key");

    private final ProxyRepository proxies;
    private final List<ProxyUser> users;
    private final PolicyRevisions revisions;
    private final SecretParts secrets;
    private final Clock clock;

    ProxyService(
            ProxyRepository proxies,
            @All List<ProxyUser> users,
            PolicyRevisions revisions,
            SecretParts secrets,
            Clock clock) {
        this.proxies = proxies;
        this.users = users;
        this.revisions = revisions;
        this.secrets = secrets;
        this.clock = clock;
    }

    @Transactional
    public Optional<ProxySettings> find(String id) {
        return proxies.findByIdOptional(id).map(this::withSecrets);
    }

    @Transactional
    public List<ProxySettings> list() {
        return proxies.inOrder("name, id").stream().map(this::withSecrets).toList();
    }

    /** @throws ApiException 404 */
    @Transactional
    public ProxySettings require(String id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** Whether there is such a proxy, which then is not deleted before the caller's transaction ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean mayBeNamed(String id) {
        return proxies.toBeNamed(id).isPresent();
    }

    /** @throws ApiException 409: id taken */
    @Transactional
    public ProxySettings create(ObjectNode sent) {
        var settings = sent.deepCopy().put("is_preconfigured", false);
        settings.remove("id");
        return withSecrets(add(sent.path("id").asText(UUID.randomUUID().toString()), settings));
    }

    /**
     * Changes a proxy, and the policies of all agents that go through it.
     *
     * @param sent where it has no headers or certificate, there are none from now on
     * @throws ApiException 404; 403: preconfigured
     */
    @Transactional
    public ProxySettings update(String id, ObjectNode sent) {
        var proxy = proxies.lock(id).orElseThrow(() -> ApiException.notFound("Proxy %s not found", id));
        if (proxy.isPreconfigured()) {
            throw ApiException.forbidden("Cannot update %s preconfigured proxy", id);
        }
        var settings = withSecrets(proxy).settings();
        CLEARED.forEach(settings::putNull);
        settings.setAll(sent);
        write(proxy, settings);
        bump(id);
        return withSecrets(proxy);
    }

    /**
     * Deletes a proxy; what was reached through it is reached directly.
     *
     * @throws ApiException 404; 403: preconfigured, or in use by something that is
     */
    @Transactional
    public void delete(String id) {
        var proxy = proxies.lockToDelete(id).orElseThrow(() -> notFound(id));
        if (proxy.isPreconfigured()) {
            throw ApiException.forbidden("Cannot delete %s preconfigured proxy", id);
        }
        if (users.stream().anyMatch(user -> user.isBoundTo(id))) {
            throw ApiException.forbidden(
                    "Cannot delete proxy %s, it is used in a preconfigured Fleet Server host or output", id);
        }
        remove(proxy);
    }

    /** Makes the proxies of the configuration, and deletes those that it named before. Joins the caller's transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void preconfigure(Collection<ObjectNode> configured) {
        for (var sent : configured) {
            var settings = sent.deepCopy().put("is_preconfigured", true);
            settings.remove("id");
            var id = sent.get("id").textValue();
            var known = proxies.lock(id);
            if (known.isEmpty()) {
                add(id, settings);
            } else if (!withSecrets(known.get()).settings().equals(settings)) {
                write(known.get(), settings);
                bump(id);
            }
        }
    }

    /** Deletes those that the configuration named once and no longer does. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void forgetPreconfigured(Collection<String> configuredIds) {
        proxies.inOrder("id").stream()
                .filter(proxy -> proxy.isPreconfigured() && !configuredIds.contains(proxy.id()))
                .forEach(this::remove);
    }

    private FleetProxy add(String id, ObjectNode settings) {
        var split = secrets.split(settings, SECRET);
        var proxy = proxies.add(id, split.open(), clock.instant());
        proxy.secretsEncrypted = secrets.encrypt(purpose(proxy), split.secret());
        return proxy;
    }

    private void write(FleetProxy proxy, ObjectNode settings) {
        var split = secrets.split(settings, SECRET);
        proxy.change(split.open(), clock.instant());
        proxy.secretsEncrypted = secrets.encrypt(purpose(proxy), split.secret());
    }

    private void remove(FleetProxy proxy) {
        bump(proxy.id()); // while it still shows whom this concerns
        users.forEach(user -> user.release(proxy.id()));
        proxies.delete(proxy);
        proxies.flush();
    }

    private void bump(String id) {
        var policyIds = users.stream()
                .flatMap(user -> user.policiesThrough(id).stream())
                .toList();
        revisions.bump(PolicySelection.throughProxy(id, policyIds), "system");
    }

    private ProxySettings withSecrets(FleetProxy proxy) {
        return new ProxySettings(proxy.id(), secrets.merge(proxy.settings(), purpose(proxy), proxy.secretsEncrypted));
    }

    private static String purpose(FleetProxy proxy) {
        return "fleet.proxy." + proxy.id();
    }

    private static ApiException notFound(String id) {
        return ApiException.notFound("Fleet proxy %s not found", id);
    }
}

package dev.garrison.fleet.epm.installed;

import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What is installed. */
@ApplicationScoped
public class Installations {
    private final InstallationRepository installations;

    private final Clock clock;

    Installations(InstallationRepository installations, Clock clock) {
        this.installations = installations;
        this.clock = clock;
    }

    public Optional<Installation> find(String name) {
        return installations.find(name);
    }

    /** Neither removed nor upgraded before the caller's transaction ends. */
    public Optional<Installation> locked(String name) {
        return installations.locked(name);
    }

    /** By name. */
    public List<Installation> all() {
        return installations.all();
    }

    /** Of one package, the space of its first install first, Elasticsearch's among the last. */
    public List<InstalledAsset> assets(String name) {
        return installations.assets(name);
    }

    /** Of all packages. */
    public List<InstalledAsset> assets() {
        return installations.assets();
    }

    /**
     * @param prefix that names begin with; may be empty
     * @param dataStreamType that one of their data streams has; null for any
     * @param after name of the last one of the page before; null for the first page
     */
    public List<Installation> page(String prefix, String dataStreamType, String after, boolean descending, int size) {
        return installations.page(prefix, dataStreamType, after, descending, size);
    }

    /** How many {@link #page} has on all pages. */
    public long count(String prefix, String dataStreamType) {
        return installations.count(prefix, dataStreamType);
    }

    /**
     * Whether an upgrade takes the package policies along from now on.
     *
     * @throws ApiException 404: not installed
     */
    @Transactional
    public void keepPoliciesUpToDate(String name, boolean keep) {
        if (!installations.keepPoliciesUpToDate(name, keep, clock.instant())) {
            throw ApiException.notFound("Error while updating package: %s is not installed", name);
        }
    }
}

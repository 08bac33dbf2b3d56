package dev.garrison.fleet.epm.installed;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** What is installed, to look at. */
@ApplicationScoped
public class Installations {
    private final InstallationRepository installations;

    Installations(InstallationRepository installations) {
        this.installations = installations;
    }

    public Optional<Installation> find(String name) {
        return installations.find(name);
    }

    /** Not removed before the caller's transaction ends. */
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
}

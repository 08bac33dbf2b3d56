package dev.garrison.fleet.epm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.garrison.fleet.epm.install.InstallRequest;
import dev.garrison.fleet.epm.install.PackageInstalls;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.StoredPackages;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.epm.sources.PackageSources;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Packages for the features that build on them. */
@ApplicationScoped
public class Packages {
    private static final int REMEMBERED = 50;

    private final Installations installations;
    private final StoredPackages stored;
    private final PackageSources sources;
    private final PackageInstalls installs;
    /** Contents that are neither installed nor bundled; a version in a registry never changes. */
    private final Cache<String, PackageContent> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Packages(Installations installations, StoredPackages stored, PackageSources sources, PackageInstalls installs) {
        this.installations = installations;
        this.stored = stored;
        this.sources = sources;
        this.installs = installs;
    }

    /** What is installed under a name: which version, from where, and whether its policies follow upgrades. */
    public Optional<Installation> installed(String name) {
        return installations.find(name);
    }

    /**
     * As {@link #installed}; it is neither removed nor upgraded before the caller's transaction ends, so a package policy may be put on
     * it. To be called before agent policies are locked: who removes a package locks in that order.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Installation> toBeUsed(String name) {
        return installations.locked(name);
    }

    /**
     * Manifest and templates of a version, from what is stored (installed versions, and those that package policies have), the bundled
     * packages or the registry. The registry is asked over HTTP, so for a version that may not be stored not inside a transaction.
     *
     * @throws ApiException 404: nowhere; 400: the registry's archive is broken; 500, 502: the registry fails
     */
    public PackageContent find(String name, String version) {
        return findStored(name, version)
                .or(() -> sources.bundled(name, version).map(PackageContent::of))
                .orElseGet(() -> remembered.get(name + "-" + version, key -> sources.fromRegistry(name, version)
                        .map(PackageContent::of)
                        .orElseThrow(() -> ApiException.notFound("[%s] package not found in registry", name))));
    }

    /** As {@link #find}, of stored versions only; any transaction will do. */
    public Optional<PackageContent> findStored(String name, String version) {
        return stored.manifest(name, version)
                .map(manifest -> new PackageContent(manifest, stored.templates(name, version)));
    }

    /**
     * Installs a package unless the version or a newer one is installed. Outside any transaction, for it may ask the registry.
     *
     * @param version null: any will do, and the latest is installed where there is none
     * @param space where its Kibana assets go, if it is installed now
     * @throws ApiException 404: not to be had; 400, 500, 502
     */
    @Transactional(Transactional.TxType.NEVER)
    public Installation ensureInstalled(String name, String version, String space) {
        var present = installations.find(name);
        if (present.isPresent() && (version == null || isAtLeast(present.get().version(), version))) {
            return present.get();
        }
        installs.install(name, version, InstallRequest.forced(space));
        return installations.find(name).orElseThrow(() -> ApiException.notFound("%s is not installed", name));
    }

    private static boolean isAtLeast(String version, String wanted) {
        return SemanticVersion.parse(wanted)
                .map(minimum -> SemanticVersion.of(version).compareTo(minimum) >= 0)
                .orElse(false);
    }
}

package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.epm.assets.KibanaAssets;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/** Kibana assets of installed packages in more spaces than that of the install. */
@ApplicationScoped
public class KibanaAssetSpaces {
    private final InstallationRepository installations;
    private final StoredPackages stored;
    private final PackageEvents events;
    private final KibanaAssets kibanaAssets;
    private final Clock clock;

    KibanaAssetSpaces(
            InstallationRepository installations,
            StoredPackages stored,
            PackageEvents events,
            ObjectMapper json,
            Clock clock) {
        this.installations = installations;
        this.stored = stored;
        this.events = events;
        this.kibanaAssets = new KibanaAssets(json);
        this.clock = clock;
    }

    /**
     * Puts the assets into a space, or again into one that has them.
     *
     * @throws ApiException 404: this version is not installed
     */
    @Transactional
    public void add(String name, String version, String space) {
        installations.lock(name);
        var installation = require(name, version, "Requested version is not installed");
        var files = stored.below(name, version, KibanaAssets.FOLDER);
        var manifest = stored.manifest(name, version).orElseThrow();
        var assets = SpaceAssets.of(installation, manifest, space, kibanaAssets.of(files));
        installations.replaceAssets(name, space, assets.placed(), clock.instant());
        events.placed(installation, space, assets);
    }

    /**
     * Takes the assets out of a space.
     *
     * @throws ApiException 404: this version is not installed; 400: it is the space that the package was installed in
     */
    @Transactional
    public void remove(String name, String version, String space) {
        installations.lock(name);
        var installation = require(name, version, "Version is not installed");
        if (space.equals(installation.spaceId())) {
            throw ApiException.badRequest(
                    "Impossible to delete kibana assets from the space where the package was installed, you must uninstall the package.");
        }
        var assets = installations.assets(name).stream()
                .filter(asset -> space.equals(asset.spaceId()))
                .toList();
        installations.deleteAssets(name, space);
        if (!assets.isEmpty()) {
            var tags = PackageTags.of(stored.manifest(name, version).orElseThrow(), space);
            events.taken(installation, space, assets, tags);
        }
    }

    /** Saved objects of packages, as they are in a space; those that are of no package are left out. */
    public List<KnownAsset> find(List<String> types, List<String> ids, String space) {
        return installations.known(types, ids, space);
    }

    private Installation require(String name, String version, String otherwise) {
        return installations
                .find(name)
                .filter(installation -> installation.version().equals(version))
                .orElseThrow(() -> ApiException.notFound(otherwise));
    }
}

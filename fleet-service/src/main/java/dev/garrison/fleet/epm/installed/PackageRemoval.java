package dev.garrison.fleet.epm.installed;

import dev.garrison.fleet.epm.PackageUses;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;

/** Takes packages away, with their package policies, files and assets in all spaces. */
@ApplicationScoped
public class PackageRemoval {
    private final InstallationRepository installations;
    private final StoredPackages stored;
    private final PackageUses uses;
    private final PackageEvents events;

    PackageRemoval(
            InstallationRepository installations, StoredPackages stored, PackageUses uses, PackageEvents events) {
        this.installations = installations;
        this.stored = stored;
        this.uses = uses;
        this.events = events;
    }

    /**
     * @param force also where agents use it
     * @return what is gone: the Kibana assets of its first space, then those of Elasticsearch
     * @throws ApiException 400: not installed, or in use
     */
    @Transactional
    public List<AssetReference> remove(String name, boolean force) {
        installations.lock(name);
        var installation =
                installations.exclusively(name).orElseThrow(() -> ApiException.badRequest("%s is not installed", name));
        uses.release(name, force);
        var assets = installations.assets(name);
        var manifest = stored.manifest(name, installation.version()).orElseThrow();
        installations.delete(name);
        events.removed(installation, manifest, assets);
        return assets.stream()
                .filter(asset -> asset.spaceId() == null || Objects.equals(asset.spaceId(), installation.spaceId()))
                .map(InstalledAsset::reference)
                .toList();
    }
}

package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.epm.PackageUses;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.assets.ElasticsearchAssets;
import dev.garrison.fleet.epm.assets.KibanaAsset;
import dev.garrison.fleet.epm.assets.KibanaAssets;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.TransformVersion;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts a package in place: files, record, assets and what other services hear of it, in one transaction. So a failed install leaves
 * nothing, and a failed upgrade leaves the version that was there.
 */
@ApplicationScoped
public class PackageInstaller {
    /** Whose package policies follow upgrades from the start: agents and services work with one version of them. */
    private static final Set<String> KEPT_UP_TO_DATE = Set.of("endpoint", "fleet_server", "synthetics", "apm");

    private static final int ATTEMPTS_KEPT = 5;

    private final InstallationRepository installations;
    private final StoredPackages stored;
    private final PackageEvents events;
    private final KibanaAssets kibanaAssets;
    private final PackageUses uses;
    private final ObjectMapper json;
    private final Clock clock;

    PackageInstaller(
            InstallationRepository installations,
            StoredPackages stored,
            PackageEvents events,
            PackageUses uses,
            ObjectMapper json,
            Clock clock) {
        this.installations = installations;
        this.stored = stored;
        this.events = events;
        this.kibanaAssets = new KibanaAssets(json);
        this.uses = uses;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param force also over the same version, and after whoever installs the package now
     * @param space where the Kibana assets go, if it is the package's first install
     * @throws ApiException 409: the package is being installed; 400: an asset is broken
     */
    @Transactional
    public Installed install(
            PackageManifest manifest, PackageArchive archive, InstallSource source, boolean force, String space) {
        var started = clock.instant();
        var name = manifest.name();
        if (force) {
            installations.lock(name);
        } else if (!installations.tryLock(name)) {
            throw ApiException.conflict("Concurrent installation or upgrade of %s detected, aborting.", manifest.key());
        }
        var present = installations.exclusively(name).orElse(null);
        var type = InstallType.of(present, manifest.version());
        if (type == InstallType.reinstall && !force) {
            return recorded(present);
        }
        var before = installations.assets(name);
        var installation = installation(manifest, source, present, space, started);
        var kibana = kibanaAssets.of(archive.below(KibanaAssets.FOLDER));
        var elasticsearch = ElasticsearchAssets.of(
                manifest,
                archive.files().keySet(),
                path -> TransformVersion.of(archive.text(path).orElse("")));
        installations.save(installation);
        stored.store(manifest, archive);
        forgetUnusedVersions(name, manifest.version());
        installations.replaceAssets(
                name, null, elasticsearch.stream().map(PlacedAsset::of).toList(), started);
        var inSpaces = place(installation, manifest, kibana, before);
        events.installed(installation, present, type, manifest, inSpaces, before);
        var own = inSpaces.get(installation.spaceId()).references();
        return new Installed(
                name,
                manifest.version(),
                source,
                type,
                true,
                installation.keepPoliciesUpToDate(),
                Stream.concat(own.stream(), elasticsearch.stream()).toList());
    }

    /** What an install without force answers where the version is there already. */
    public Installed recorded(Installation present) {
        var assets = installations.assets(present.name()).stream()
                .filter(asset -> asset.spaceId() == null || asset.spaceId().equals(present.spaceId()));
        var elasticsearchFirst = assets.sorted(Comparator.comparing(asset -> asset.spaceId() != null))
                .map(InstalledAsset::reference)
                .toList();
        return new Installed(
                present.name(),
                present.version(),
                present.source(),
                InstallType.reinstall,
                false,
                present.keepPoliciesUpToDate(),
                elasticsearchFirst);
    }

    /** Remembers that a package could not be brought to a version; without a package there is nothing to remember it with. */
    @Transactional
    public void failed(String name, String version, Exception cause) {
        var attempt = json.createObjectNode()
                .put("created_at", clock.instant().toString())
                .put("target_version", version);
        attempt.putObject("error").put("name", "Error").put("message", cause.getMessage());
        installations.addFailedAttempt(name, attempt, ATTEMPTS_KEPT);
    }

    private Installation installation(
            PackageManifest manifest, InstallSource source, Installation present, String space, Instant started) {
        return new Installation(
                manifest.name(),
                manifest.version(),
                source,
                present == null ? space : present.spaceId(),
                "unknown",
                null,
                present == null ? KEPT_UP_TO_DATE.contains(manifest.name()) : present.keepPoliciesUpToDate(),
                json.createArrayNode(),
                started,
                present == null ? started : present.createdAt(),
                clock.instant());
    }

    private void forgetUnusedVersions(String name, String installed) {
        var kept = new LinkedHashSet<>(Set.of(installed));
        kept.addAll(uses.versions(name));
        stored.keepOnly(name, kept);
    }

    /** The assets into every space that has them, and that of the first install. */
    private Map<String, SpaceAssets> place(
            Installation installation,
            PackageManifest manifest,
            List<KibanaAsset> kibana,
            List<InstalledAsset> before) {
        var spaces = new LinkedHashSet<>(Set.of(installation.spaceId()));
        before.stream().map(InstalledAsset::spaceId).filter(Objects::nonNull).forEach(spaces::add);
        var placed = new LinkedHashMap<String, SpaceAssets>();
        for (var space : spaces) {
            var assets = SpaceAssets.of(installation, manifest, space, kibana);
            installations.replaceAssets(installation.name(), space, assets.placed(), clock.instant());
            placed.put(space, assets);
        }
        return placed;
    }
}

package dev.garrison.fleet.epm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.StoredPackages;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.epm.sources.PackageSources;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** All that is to be said of one version of a package, and of what is installed under its name. */
@ApplicationScoped
class PackageInfos {
    private static final Logger LOG = Logger.getLogger(PackageInfos.class);

    private final Installations installations;
    private final StoredPackages stored;
    private final PackageSources sources;
    private final ObjectMapper json;

    PackageInfos(Installations installations, StoredPackages stored, PackageSources sources, ObjectMapper json) {
        this.installations = installations;
        this.stored = stored;
        this.sources = sources;
        this.json = json;
    }

    /** @param paths of its files */
    private record Described(ObjectNode item, Collection<String> paths) {}

    /**
     * @param version null: the installed one, else the latest
     * @param full from the package itself, also where the registry describes it
     * @throws ApiException 404: not known under this name or version; 400: not a version
     */
    ObjectNode get(String name, String version, boolean full, boolean prerelease) {
        if (version != null && SemanticVersion.parse(version).isEmpty()) {
            throw ApiException.badRequest("Package version is not a valid semver");
        }
        var installation = installations.find(name).orElse(null);
        var latest = sources.latest(name, prerelease, false);
        var shown = version != null
                ? version
                : installation != null
                        ? installation.version()
                        : latest.map(PackageSources.Latest::version)
                                .orElseThrow(() ->
                                        ApiException.notFound("[%s] package not installed or found in registry", name));
        var described = describe(name, shown, full)
                .orElseThrow(() -> ApiException.notFound(
                        "[%s] package not installed or found in registry",
                        version == null ? name : name + "-" + shown));
        var item = described.item();
        complete(item, name, shown, described.paths());
        item.put(
                "latestVersion",
                latest.map(PackageSources.Latest::version)
                        .filter(newest -> SemanticVersion.of(newest).compareTo(SemanticVersion.of(shown)) >= 0)
                        .orElse(shown));
        addInstallation(item, installation);
        return item;
    }

    private Optional<Described> describe(String name, String version, boolean full) {
        var registered = registered(name, version);
        var fromRegistry = registered.filter(
                info -> !full && !"input".equals(info.path("type").asText()));
        return fromRegistry
                .map(info -> new Described(info.deepCopy(), assetPaths(info, name, version)))
                .or(() -> stored.manifest(name, version)
                        .map(manifest -> new Described(asJson(manifest), stored.paths(name, version))))
                .or(() -> sources.bundled(name, version).map(this::described))
                .or(() -> registered.map(info -> described(sources.download(info))));
    }

    private Optional<ObjectNode> registered(String name, String version) {
        try {
            return sources.registryInfo(name, version);
        } catch (ApiException e) { // what is stored or bundled can be shown all the same
            LOG.warnf("The registry says nothing of %s-%s: %s", name, version, e.getMessage());
            return Optional.empty();
        }
    }

    private Described described(PackageArchive archive) {
        return new Described(
                asJson(ManifestReader.read(archive)), archive.files().keySet());
    }

    private ObjectNode asJson(PackageManifest manifest) {
        return json.valueToTree(manifest);
    }

    /** The registry lists files as {@code /package/NAME/VERSION/PATH}. */
    private static List<String> assetPaths(JsonNode info, String name, String version) {
        var folder = "/package/" + name + "/" + version + "/";
        return info.path("assets")
                .valueStream()
                .map(JsonNode::asText)
                .filter(path -> path.startsWith(folder))
                .map(path -> path.substring(folder.length()))
                .toList();
    }

    private static void complete(ObjectNode item, String name, String version, Collection<String> paths) {
        item.set("assets", PackageAssets.of(name + "-" + version, paths));
        var folder = "/package/" + name + "/" + version + "/";
        if (paths.contains("NOTICE.txt")) {
            item.put("notice", folder + "NOTICE.txt");
        }
        if (paths.contains("LICENSE.txt")) {
            item.put("licensePath", folder + "LICENSE.txt");
        }
    }

    private void addInstallation(ObjectNode item, Installation installation) {
        var installed = installation != null;
        item.put("keepPoliciesUpToDate", installed && installation.keepPoliciesUpToDate());
        item.put("status", (installed ? PackageStatus.installed : PackageStatus.not_installed).name());
        if (installed) {
            item.set(
                    "installationInfo",
                    json.valueToTree(InstallationInfo.of(installation, installations.assets(installation.name()))));
        }
    }
}

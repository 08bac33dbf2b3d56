package dev.garrison.fleet.epm.sources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.bundled.BundledPackages;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.epm.registry.PackageRegistry;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Where packages are got from: the bundled ones and the registry. */
@ApplicationScoped
public class PackageSources {
    private static final Logger LOG = Logger.getLogger(PackageSources.class);

    private final BundledPackages bundled;
    private final PackageRegistry registry;

    PackageSources(BundledPackages bundled, PackageRegistry registry) {
        this.bundled = bundled;
        this.registry = registry;
    }

    /** @param registryInfo what the registry says of it; null where it is bundled */
    public record Latest(String version, ObjectNode registryInfo) {
        public boolean isBundled() {
            return registryInfo == null;
        }
    }

    public Optional<PackageArchive> bundled(String name, String version) {
        return bundled.archive(name, version);
    }

    /**
     * The newest version: the registry's, or the bundled one where that is no older or the registry fails.
     *
     * @param anyKibana also one that asks for another version of Kibana
     */
    public Optional<Latest> latest(String name, boolean prerelease, boolean anyKibana) {
        var own = bundled.latest(name).map(PackageManifest::version);
        var theirs = registered(name, prerelease, anyKibana);
        if (own.isPresent()
                && theirs.map(latest -> isNoNewer(latest.version(), own.get())).orElse(true)) {
            return Optional.of(new Latest(own.get(), null));
        }
        return theirs;
    }

    private Optional<Latest> registered(String name, boolean prerelease, boolean anyKibana) {
        if (!registry.isConfigured()) {
            return Optional.empty();
        }
        try {
            return registry.latest(name, prerelease, anyKibana)
                    .map(info -> new Latest(info.path("version").asText(), info))
                    .filter(latest -> SemanticVersion.parse(latest.version()).isPresent());
        } catch (ApiException e) {
            LOG.warnf("The latest version of %s is not known: %s", name, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isNoNewer(String version, String than) {
        return SemanticVersion.of(version).compareTo(SemanticVersion.of(than)) <= 0;
    }

    /** What the registry says of a version. */
    public Optional<ObjectNode> registryInfo(String name, String version) {
        return registry.isConfigured() ? registry.info(name, version) : Optional.empty();
    }

    /** @return empty where there is no registry, or the version is not in it */
    public Optional<PackageArchive> fromRegistry(String name, String version) {
        return registryInfo(name, version).map(this::download);
    }

    /** @param info what {@link #registryInfo} gives */
    public PackageArchive download(ObjectNode info) {
        var bytes = registry.archive(info.path("download").asText());
        return ArchiveReader.read(bytes, ArchiveType.ZIP);
    }
}

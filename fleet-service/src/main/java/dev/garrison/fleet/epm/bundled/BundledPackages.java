package dev.garrison.fleet.epm.bundled;

import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Packages that are to be had without a registry: those that Garrison brings, and those in a folder that an operator fills. The folder
 * wins where both have the same version.
 */
@ApplicationScoped
public class BundledPackages {
    private static final Comparator<PackageManifest> BY_VERSION =
            Comparator.comparing(manifest -> SemanticVersion.of(manifest.version()));

    private final OwnPackages own;
    private final PackageFolder folder;

    BundledPackages(@ConfigProperty(name = "garrison.fleet.epm.bundled-folder") Optional<Path> folder) {
        this.own = OwnPackages.read();
        this.folder = new PackageFolder(folder.orElse(null));
    }

    public Optional<PackageArchive> archive(String name, String version) {
        var key = name + "-" + version;
        return folder.archive(key).or(() -> own.archive(key));
    }

    /** The newest version of a name. */
    public Optional<PackageManifest> latest(String name) {
        return Optional.ofNullable(latest().get(name));
    }

    /** The newest version of each name. */
    public Map<String, PackageManifest> latest() {
        var newest = new TreeMap<String, PackageManifest>();
        all().forEach(manifest -> newest.merge(manifest.name(), manifest, BinaryOperator.maxBy(BY_VERSION)));
        return newest;
    }

    private Collection<PackageManifest> all() {
        var byKey = new HashMap<>(own.manifests());
        byKey.putAll(folder.manifests());
        return byKey.values();
    }
}

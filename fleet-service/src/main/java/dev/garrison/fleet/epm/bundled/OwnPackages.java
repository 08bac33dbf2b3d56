package dev.garrison.fleet.epm.bundled;

import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The packages that Garrison brings, as folders among its resources. {@code bundled/files.txt} lists their files, for a jar cannot. */
final class OwnPackages {
    private static final String FOLDER = "/bundled/";

    private final Map<String, PackageArchive> archives;
    private final Map<String, PackageManifest> manifests = new LinkedHashMap<>();

    private OwnPackages(Map<String, PackageArchive> archives) {
        this.archives = archives;
        archives.forEach((key, archive) -> manifests.put(key, ManifestReader.read(archive)));
    }

    static OwnPackages read() {
        var files = new LinkedHashMap<String, TreeMap<String, byte[]>>();
        new String(resource("files.txt"), StandardCharsets.UTF_8).lines().forEach(path -> {
            var slash = path.indexOf('/');
            files.computeIfAbsent(path.substring(0, slash), key -> new TreeMap<>())
                    .put(path.substring(slash + 1), resource(path));
        });
        var archives = new LinkedHashMap<String, PackageArchive>();
        files.forEach((key, content) -> archives.put(key, new PackageArchive(key, content)));
        return new OwnPackages(archives);
    }

    private static byte[] resource(String path) {
        try (var stream = OwnPackages.class.getResourceAsStream(FOLDER + path)) {
            return Objects.requireNonNull(stream, path).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<PackageArchive> archive(String key) {
        return Optional.ofNullable(archives.get(key));
    }

    Map<String, PackageManifest> manifests() {
        return manifests;
    }
}

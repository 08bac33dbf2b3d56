package dev.garrison.fleet.epm.bundled;

import dev.garrison.fleet.epm.archive.ArchiveReader;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.manifest.ManifestReader;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.platform.http.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** A folder of {@code NAME-VERSION.zip}, which may change at any time. A file that is no package is left out, with a line in the log. */
final class PackageFolder {
    private static final Logger LOG = Logger.getLogger(PackageFolder.class);
    private static final String ZIP = ".zip";

    private final Path folder;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    /** @param folder null for none; may be missing */
    PackageFolder(Path folder) {
        this.folder = folder;
    }

    /** @param manifest null where the file is no package */
    private record Known(FileTime modified, long size, PackageManifest manifest) {}

    /** @param key compared with the names in the folder, never made a path */
    Optional<PackageArchive> archive(String key) {
        return files().entrySet().stream()
                .filter(file -> file.getKey().equals(key))
                .findFirst()
                .flatMap(file -> read(file.getValue()));
    }

    /** By name and version. */
    Map<String, PackageManifest> manifests() {
        var manifests = new HashMap<String, PackageManifest>();
        files().forEach((key, file) -> {
            var manifest = manifest(file);
            if (manifest != null && manifest.key().equals(key)) {
                manifests.put(key, manifest);
            }
        });
        return manifests;
    }

    private Map<String, Path> files() {
        var files = new HashMap<String, Path>();
        if (folder == null || !Files.isDirectory(folder)) {
            return files;
        }
        try (var zips = Files.newDirectoryStream(folder, "*" + ZIP)) {
            for (var zip : zips) {
                var name = zip.getFileName().toString();
                files.put(name.substring(0, name.length() - ZIP.length()), zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of bundled packages cannot be read", e);
        }
        return files;
    }

    private PackageManifest manifest(Path file) {
        try {
            var modified = Files.getLastModifiedTime(file);
            var size = Files.size(file);
            var before = known.get(file);
            if (before != null && before.modified.equals(modified) && before.size == size) {
                return before.manifest;
            }
            var manifest = readManifest(file);
            known.put(file, new Known(modified, size, manifest));
            return manifest;
        } catch (NoSuchFileException e) {
            return null; // taken away meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException("A bundled package cannot be read", e);
        }
    }

    private static PackageManifest readManifest(Path file) {
        try {
            return read(file).map(ManifestReader::read).orElse(null);
        } catch (ApiException e) {
            LOG.warnf("%s is no package: %s", file, e.getMessage());
            return null;
        }
    }

    private static Optional<PackageArchive> read(Path file) {
        try {
            if (Files.size(file) > ArchiveReader.MAX_BYTES) {
                throw ApiException.badRequest(
                        "%s is larger than %d bytes", file.getFileName(), ArchiveReader.MAX_BYTES);
            }
            return Optional.of(ArchiveReader.read(Files.readAllBytes(file), ArchiveType.ZIP));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("A bundled package cannot be read", e);
        }
    }
}

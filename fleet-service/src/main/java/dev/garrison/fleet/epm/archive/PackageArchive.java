package dev.garrison.fleet.epm.archive;

import dev.garrison.platform.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of one package, in memory. Paths are relative to the package's root folder and never become paths of a file system.
 *
 * @param root the one top folder, {@code NAME-VERSION}
 * @param files by path, e.g. {@code data_stream/log/manifest.yml}; in order of paths
 */
public record PackageArchive(String root, SortedMap<String, byte[]> files) {
    public static final String MANIFEST = "manifest.yml";

    public PackageArchive {
        files = Collections.unmodifiableSortedMap(files);
    }

    /**
     * @param all by path, each below a top folder
     * @throws ApiException 400: there is more than one top folder, or no manifest in it
     */
    static PackageArchive under(SortedMap<String, byte[]> all) {
        String root = null;
        var files = new TreeMap<String, byte[]>();
        for (var file : all.entrySet()) {
            var slash = file.getKey().indexOf('/');
            var top = slash < 0 ? file.getKey() : file.getKey().substring(0, slash);
            if (root == null) {
                root = top;
            } else if (!root.equals(top)) {
                throw ApiException.badRequest(
                        "Package contains more than one top-level directory; top-level directory found: %s; filePath: %s",
                        root, file.getKey());
            }
            files.put(slash < 0 ? "" : file.getKey().substring(slash + 1), file.getValue());
        }
        if (root == null) {
            throw ApiException.badRequest("Manifest file %s not found in paths.", MANIFEST);
        }
        if (!files.containsKey(MANIFEST)) {
            throw ApiException.badRequest("Manifest file %s/%s not found in paths.", root, MANIFEST);
        }
        return new PackageArchive(root, files);
    }

    public boolean has(String path) {
        return files.containsKey(path);
    }

    /** A file as text. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(files.get(path)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The files below a folder. @param folder with the closing slash */
    public SortedMap<String, byte[]> below(String folder) {
        return files.subMap(folder, folder + Character.MAX_VALUE);
    }
}

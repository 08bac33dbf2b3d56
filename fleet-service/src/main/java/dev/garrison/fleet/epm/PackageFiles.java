package dev.garrison.fleet.epm;

import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.StoredPackages;
import dev.garrison.fleet.epm.registry.PackageRegistry;
import dev.garrison.fleet.epm.sources.PackageSources;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Single files of packages. A path is looked up among those of the package and used for nothing else. */
@ApplicationScoped
class PackageFiles {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("json", "application/json; charset=utf-8"),
            Map.entry("yml", "text/yaml; charset=utf-8"),
            Map.entry("yaml", "text/yaml; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private static final Set<String> ALLOWED = Set.of(
            "image/svg+xml",
            "image/png",
            "image/jpeg",
            "image/gif",
            "application/json",
            "application/yaml",
            "text/yaml",
            "text/markdown",
            "text/plain");

    private final Installations installations;
    private final StoredPackages stored;
    private final PackageSources sources;
    private final PackageRegistry registry;

    PackageFiles(Installations installations, StoredPackages stored, PackageSources sources, PackageRegistry registry) {
        this.installations = installations;
        this.stored = stored;
        this.sources = sources;
        this.registry = registry;
    }

    /** @param contentType as it is answered */
    record PackageFile(byte[] content, String contentType) {}

    /** @throws ApiException 404: not in the package; 400: of a kind that is not shown, or there is no registry to ask; 500: it is not there */
    PackageFile get(String name, String version, String path) {
        var installed = installations
                .find(name)
                .filter(installation -> installation.version().equals(version))
                .isPresent();
        if (installed) {
            var content = stored.file(name, version, path)
                    .orElseThrow(() -> ApiException.notFound("installed package file not found: %s", path));
            return file(content, typeOf(path));
        }
        var bundled = sources.bundled(name, version);
        if (bundled.isPresent()) {
            var content = bundled.get().files().get(path);
            if (content == null) {
                throw ApiException.notFound("bundled package file not found: %s", path);
            }
            return file(content, typeOf(path));
        }
        var answer = registry.file(name, version, path);
        return file(answer.body(), answer.headers().getOrDefault("content-type", typeOf(path)));
    }

    private static PackageFile file(byte[] content, String contentType) {
        var type = contentType.split(";")[0].strip().toLowerCase(Locale.ROOT);
        if (!ALLOWED.contains(type)) {
            throw ApiException.badRequest("File content type \"%s\" is not allowed to be retrieved", type);
        }
        return new PackageFile(content, contentType);
    }

    private static String typeOf(String path) {
        var name = path.substring(path.lastIndexOf('/') + 1);
        var extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, "application/octet-stream");
    }
}

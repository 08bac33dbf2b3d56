package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.platform.http.ApiException;
import java.util.List;
import java.util.stream.Stream;

/** Reads the manifests of an archive, and refuses the archive where one is broken: the first that is wrong is told. */
public final class ManifestReader {
    private static final String TAGS = "kibana/tags.yml";
    private static final List<String> REQUIRED =
            List.of("name", "version", "description", "title", "format_version", "owner");

    private final PackageArchive archive;

    private ManifestReader(PackageArchive archive) {
        this.archive = archive;
    }

    /** @throws ApiException 400 with what is wrong */
    public static PackageManifest read(PackageArchive archive) {
        return new ManifestReader(archive).read();
    }

    private PackageManifest read() {
        var manifest = parseRoot();
        requireKeys(manifest);
        var name = manifest.get("name").asText();
        var version = manifest.get("version").asText();
        if (!archive.root().equals(name + "-" + version)) {
            throw ApiException.badRequest(
                    "Name %s and version %s do not match top-level directory %s", name, version, archive.root());
        }
        requireNames(name, version);
        var dataStreams = new DataStreamReader(archive, name).read();
        TemplateChecks.check(manifest);
        complete(manifest, name, version);
        manifest.set("data_streams", dataStreams);
        tags().ifPresent(tags -> manifest.set("asset_tags", tags));
        try {
            return ManifestYaml.read(manifest, PackageManifest.class);
        } catch (ManifestYaml.Unreadable e) {
            throw unparsed(e);
        }
    }

    private ObjectNode parseRoot() {
        try {
            var text = archive.text(PackageArchive.MANIFEST).orElseThrow();
            return ManifestYaml.parse(text) instanceof ObjectNode manifest ? manifest : missing("undefined");
        } catch (ManifestYaml.Unreadable e) {
            throw unparsed(e);
        }
    }

    private ApiException unparsed(ManifestYaml.Unreadable e) {
        return ApiException.badRequest(
                "Could not parse top-level package manifest at top-level directory %s: %s.",
                archive.root(), e.getMessage());
    }

    private void requireKeys(ObjectNode manifest) {
        if (REQUIRED.stream().anyMatch(key -> isMissing(manifest.get(key)))) {
            missing(manifest.path("name").asText("undefined"));
        }
    }

    private ObjectNode missing(String name) {
        throw ApiException.badRequest(
                "Invalid top-level package manifest at top-level directory %s (package name: %s): one or more fields missing of %s.",
                archive.root(), name, String.join(", ", REQUIRED));
    }

    /** Names and versions become parts of ids, topics and addresses. */
    private static void requireNames(String name, String version) {
        if (!name.matches("[a-z0-9_]{1,200}") || SemanticVersion.parse(version).isEmpty()) {
            throw ApiException.badRequest(
                    "Invalid top-level package manifest: %s %s is not a package name and a version",
                    name.substring(0, Math.min(name.length(), 200)),
                    version.substring(0, Math.min(version.length(), 200)));
        }
    }

    private void complete(ObjectNode manifest, String name, String version) {
        if (!manifest.has("type")) {
            manifest.put("type", "integration");
        }
        if (!manifest.has("release")) {
            manifest.put("release", SemanticVersion.of(version).isPrerelease() ? "beta" : "ga");
        }
        var folder = "/package/" + name + "/" + version;
        manifest.remove("readme");
        if (archive.has("docs/README.md")) {
            manifest.put("readme", folder + "/docs/README.md");
        }
        Stream.concat(
                        Stream.of((JsonNode) manifest),
                        manifest.path("policy_templates").valueStream())
                .flatMap(holder -> Stream.of(holder.path("icons"), holder.path("screenshots")))
                .flatMap(JsonNode::valueStream)
                .forEach(image -> {
                    if (image instanceof ObjectNode described
                            && described.path("src").isTextual()) {
                        described.put("path", folder + described.get("src").textValue());
                    }
                });
        if (manifest.has("elasticsearch")) {
            manifest.set("elasticsearch", ManifestYaml.withoutDots(manifest.get("elasticsearch")));
        }
    }

    private java.util.Optional<ArrayNode> tags() {
        return archive.text(TAGS).map(text -> {
            try {
                return ManifestYaml.parse(text) instanceof ArrayNode tags ? tags : null;
            } catch (ManifestYaml.Unreadable e) {
                throw ApiException.badRequest("Could not parse tags file %s: %s.", TAGS, e.getMessage());
            }
        });
    }

    static boolean isMissing(JsonNode value) {
        return value == null
                || value.isNull()
                || value.isTextual() && value.textValue().isEmpty();
    }
}

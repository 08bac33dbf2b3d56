package dev.garrison.fleet.epm.manifest;

import static dev.garrison.fleet.epm.manifest.TemplateChecks.isMissing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.platform.http.ApiException;
import java.util.List;
import java.util.TreeSet;

/** The manifests of a package's data streams: one folder each below {@code data_stream/}. */
final class DataStreamReader {
    private static final String FOLDER = "data_stream/";
    private static final String DEFAULT_TEMPLATE = "stream.yml.hbs";
    private static final List<String> ELASTICSEARCH =
            List.of("privileges", "source_mode", "index_mode", "dynamic_dataset", "dynamic_namespace");

    private final PackageArchive archive;
    private final String packageName;

    DataStreamReader(PackageArchive archive, String packageName) {
        this.archive = archive;
        this.packageName = packageName;
    }

    ArrayNode read() {
        var streams = JsonNodeFactory.instance.arrayNode();
        var folders = new TreeSet<String>();
        for (var path : archive.below(FOLDER).keySet()) {
            var rest = path.substring(FOLDER.length());
            if (rest.indexOf('/') > 0) {
                folders.add(rest.substring(0, rest.indexOf('/')));
            }
        }
        folders.forEach(folder -> streams.add(read(folder)));
        return streams;
    }

    private ObjectNode read(String folder) {
        var manifest = parse(folder);
        if (isMissing(manifest, "title") || isMissing(manifest, "type")) {
            throw ApiException.badRequest(
                    "Invalid manifest for data stream '%s': one or more fields missing of 'title', 'type'", folder);
        }
        var stream = (ObjectNode) manifest;
        stream.put("package", packageName).put("path", folder);
        if (!stream.has("dataset")) {
            stream.put("dataset", packageName + "." + folder);
        }
        if (!stream.has("release")) {
            stream.put("release", "ga");
        }
        checkStreams(stream, folder);
        var pipeline = pipeline(folder, stream);
        if (pipeline != null) {
            stream.put("ingest_pipeline", pipeline);
        }
        stream.set("elasticsearch", elasticsearch(stream.path("elasticsearch"), pipeline));
        return stream;
    }

    private JsonNode parse(String folder) {
        var text = archive.text(FOLDER + folder + "/manifest.yml")
                .orElseThrow(() -> ApiException.badRequest("No manifest.yml file found for data stream '%s'", folder));
        try {
            var parsed = ManifestYaml.parse(text);
            if (!(parsed instanceof ObjectNode manifest)) {
                return MissingNode.getInstance();
            }
            var streams = manifest.remove("streams"); // values of variables keep their dots
            var spread = (ObjectNode) ManifestYaml.withoutDots(manifest);
            if (streams != null) {
                spread.set("streams", streams);
            }
            return spread;
        } catch (ManifestYaml.Unreadable e) {
            throw ApiException.badRequest(
                    "Could not parse package manifest for data stream '%s': %s.", folder, e.getMessage());
        }
    }

    private static void checkStreams(ObjectNode manifest, String folder) {
        for (var stream : manifest.path("streams")) {
            if (isMissing(stream, "input") || isMissing(stream, "title")) {
                throw ApiException.badRequest(
                        "Invalid manifest for data stream %s: stream is missing one or more fields of: input, title",
                        folder);
            }
            TemplateChecks.checkVariables(stream, "data stream " + folder);
            var described = (ObjectNode) stream;
            if (isMissing(described, "template_path")) {
                described.put("template_path", DEFAULT_TEMPLATE);
            }
            if (!described.has("enabled")) {
                described.put("enabled", true);
            }
        }
    }

    private String pipeline(String folder, ObjectNode manifest) {
        var named = manifest.path("elasticsearch").path("ingest_pipeline").path("name");
        if (named.isTextual()) {
            return named.textValue();
        }
        var file = FOLDER + folder + "/elasticsearch/ingest_pipeline/default.";
        return archive.has(file + "yml") || archive.has(file + "json") ? "default" : null;
    }

    /** Parts of templates keep a dotted name, as registries show them. */
    private static ObjectNode elasticsearch(JsonNode given, String pipeline) {
        var shown = JsonNodeFactory.instance.objectNode();
        for (var key : ELASTICSEARCH) {
            if (given.has(key)) {
                shown.set(key, given.get(key));
            }
        }
        given.path("index_template")
                .properties()
                .forEach(part -> shown.set("index_template." + part.getKey(), part.getValue()));
        if (pipeline != null) {
            shown.put("ingest_pipeline.name", pipeline);
        }
        return shown;
    }
}

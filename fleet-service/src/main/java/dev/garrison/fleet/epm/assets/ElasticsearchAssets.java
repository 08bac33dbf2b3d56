package dev.garrison.fleet.epm.assets;

import dev.garrison.fleet.epm.manifest.DataStream;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What Fleet would put into Elasticsearch for a package, by the names that it has there. Nothing is executed here: the contents stay with
 * the package's files.
 */
public final class ElasticsearchAssets {
    private static final Pattern PIPELINE = Pattern.compile("elasticsearch/ingest_pipeline/([^/]+)\\.(?:ya?ml|json)");
    private static final Pattern POLICY = Pattern.compile("elasticsearch/(?:ilm|ilm_policy)/([^/]+)\\.json");
    private static final Pattern MODEL = Pattern.compile("elasticsearch/ml_model/([^/]+)\\.json");
    private static final Pattern TRANSFORM = Pattern.compile("elasticsearch/transform/([^/]+)/([^/]+)\\.(ya?ml|json)");

    private final PackageManifest manifest;
    private final Collection<String> paths;
    private final TransformVersions transforms;
    private final Set<AssetReference> assets = new LinkedHashSet<>();

    private ElasticsearchAssets(PackageManifest manifest, Collection<String> paths, TransformVersions transforms) {
        this.manifest = manifest;
        this.paths = paths;
        this.transforms = transforms;
    }

    /** Where a transform's own version is read: the file says it, its path does not. */
    public interface TransformVersions {
        /** @return null where the file has none */
        String of(String path);
    }

    /** @param paths of all files of the package, in order */
    public static List<AssetReference> of(
            PackageManifest manifest, Collection<String> paths, TransformVersions transforms) {
        return new ElasticsearchAssets(manifest, paths, transforms).list();
    }

    private List<AssetReference> list() {
        if (manifest.isContent() || manifest.isInput()) {
            return List.of(); // those of an input package come with its package policies, whose datasets they are for
        }
        manifest.dataStreams().forEach(this::add);
        for (var path : paths) {
            named(POLICY, path, "ilm_policy", "");
            named(PIPELINE, path, "ingest_pipeline", manifest.version() + "-");
            named(MODEL, path, "ml_model", "");
            transform(path);
        }
        return List.copyOf(assets);
    }

    private void add(DataStream stream) {
        var base = stream.baseName();
        assets.add(AssetReference.of("index_template", base));
        assets.add(AssetReference.of("component_template", base + "@package"));
        assets.add(AssetReference.of("component_template", base + "@custom"));
        var name = stream.type() + "-" + stream.dataset();
        assets.add(AssetReference.of("ingest_pipeline", name + "-" + manifest.version())); // an empty one if need be
        var folder = "data_stream/" + stream.path() + "/";
        for (var path : paths) {
            if (path.startsWith(folder)) {
                var rest = path.substring(folder.length());
                var pipeline = PIPELINE.matcher(rest);
                if (pipeline.matches() && !pipeline.group(1).equals("default")) {
                    assets.add(AssetReference.of(
                            "ingest_pipeline", name + "-" + manifest.version() + "-" + pipeline.group(1)));
                }
                named(POLICY, rest, "data_stream_ilm_policy", name + "-");
            }
        }
    }

    private void named(Pattern pattern, String path, String type, String prefix) {
        var match = pattern.matcher(path);
        if (match.matches()) {
            assets.add(AssetReference.of(type, prefix + match.group(1)));
        }
    }

    private void transform(String path) {
        var match = TRANSFORM.matcher(path);
        if (!match.matches()) {
            return;
        }
        var name = manifest.name() + "." + match.group(1) + "-default-";
        if (match.group(3).equals("json")) { // as packages had it before transforms had versions of their own
            assets.add(AssetReference.of("transform", name + manifest.version()));
        } else if (match.group(2).equals("transform")) {
            var version = transforms.of(path);
            var id = "logs-" + name + (version == null ? manifest.version() : version);
            assets.add(new AssetReference(id, "transform", null, version));
        }
    }
}

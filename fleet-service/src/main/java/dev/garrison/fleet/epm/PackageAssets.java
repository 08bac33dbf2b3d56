package dev.garrison.fleet.epm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.assets.KibanaAssets;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of a package that an install makes something of, as its description shows them: by service and folder. */
final class PackageAssets {
    private static final Set<String> ELASTICSEARCH = Set.of("ingest_pipeline", "ilm_policy", "transform", "ml_model");
    private static final Pattern FILE =
            Pattern.compile("(?:data_stream/([^/]+)/)?(kibana|elasticsearch)/([^/]+)/(?:.*/)?([^/]+)");

    private PackageAssets() {}

    /**
     * @param key name and version of the package
     * @param paths of its files
     */
    static ObjectNode of(String key, Collection<String> paths) {
        var assets = JsonNodeFactory.instance.objectNode();
        for (var path : paths) {
            var match = FILE.matcher(path);
            if (match.matches()) {
                add(assets, key, path, match.group(1), match.group(2), match.group(3), match.group(4));
            }
        }
        return assets;
    }

    private static void add(
            ObjectNode assets, String key, String path, String dataset, String service, String folder, String file) {
        var type = service.equals("elasticsearch") && dataset != null && folder.equals("ilm")
                ? "data_stream_ilm_policy"
                : folder;
        var known = service.equals("kibana")
                ? dataset == null && KibanaAssets.FOLDERS.contains(folder)
                : ELASTICSEARCH.contains(type) || type.equals("data_stream_ilm_policy");
        if (!known) {
            return;
        }
        var asset = JsonNodeFactory.instance
                .objectNode()
                .put("pkgkey", key)
                .put("service", service)
                .put("type", type)
                .put("file", file)
                .put("path", key + "/" + path);
        if (dataset != null) {
            asset.put("dataset", dataset);
        }
        var ofService = assets.withObjectProperty(service);
        var ofType = ofService.get(type) instanceof ArrayNode there ? there : ofService.putArray(type);
        ofType.add(asset);
    }
}

package dev.garrison.fleet.epm.assets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The saved objects among the files of a package: {@code kibana/TYPE_FOLDER/*.json}. */
public final class KibanaAssets {
    public static final String FOLDER = "kibana/";

    /** Folders that are installed; the type is called the same, with hyphens. */
    public static final Set<String> FOLDERS = Set.of(
            "dashboard",
            "lens",
            "visualization",
            "search",
            "index_pattern",
            "map",
            "ml_module",
            "security_rule",
            "csp_rule_template",
            "osquery_pack_asset",
            "osquery_saved_query",
            "tag");

    /** Data views that Fleet keeps in all spaces itself, whatever a package says of them. */
    private static final Set<String> MANAGED_DATA_VIEWS = Set.of("logs-*", "metrics-*");

    private final ObjectMapper json;

    public KibanaAssets(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What would be installed, each once. Files in other folders, and those whose type is not that of their folder, are left out.
     *
     * @param files by path in the package
     * @throws ApiException 400: a file is not a saved object
     */
    public List<KibanaAsset> of(Map<String, byte[]> files) {
        var assets = new ArrayList<KibanaAsset>();
        var seen = new HashSet<AssetReference>();
        files.forEach((path, content) -> typeOf(path)
                .flatMap(type -> read(path, type, content))
                .ifPresent(asset -> {
                    if (seen.add(asset.reference())) {
                        assets.add(asset);
                    }
                }));
        return assets;
    }

    private static Optional<String> typeOf(String path) {
        var parts = path.split("/");
        return parts.length == 3 && path.startsWith(FOLDER) && path.endsWith(".json") && FOLDERS.contains(parts[1])
                ? Optional.of(parts[1].replace('_', '-'))
                : Optional.empty();
    }

    private Optional<KibanaAsset> read(String path, String type, byte[] content) {
        try {
            if (!(json.readTree(new String(content, StandardCharsets.UTF_8)) instanceof ObjectNode object)
                    || !object.path("id").isTextual()) {
                throw ApiException.badRequest("Kibana asset %s is not a saved object with an id", path);
            }
            var id = object.get("id").textValue();
            var other = object.has("type") && !type.equals(object.get("type").asText());
            return other || type.equals("index-pattern") && MANAGED_DATA_VIEWS.contains(id)
                    ? Optional.empty()
                    : Optional.of(new KibanaAsset(type, id, path, object));
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("Kibana asset %s is not JSON: %s", path, e.getOriginalMessage());
        }
    }
}

package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.assets.KibanaAsset;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The Kibana assets of a package as they are in one space: in the space of the first install under their own ids, elsewhere under ids of
 * that space, for an id names one object of the whole installation.
 *
 * @param placed what is recorded
 * @param objects what the owner of saved objects is to keep: with {@code managed}, {@code originId} where the id is another, and
 *     the tags that belong to them
 */
record SpaceAssets(List<PlacedAsset> placed, List<ObjectNode> objects) {
    /** Kept once for all spaces by those who take them. */
    private static final Set<String> OF_ALL_SPACES = Set.of("security-rule", "csp-rule-template");

    static SpaceAssets of(Installation installation, PackageManifest manifest, String space, List<KibanaAsset> assets) {
        var ids = new HashMap<AssetReference, String>();
        if (!space.equals(installation.spaceId())) {
            for (var asset : assets) {
                if (!OF_ALL_SPACES.contains(asset.type())) {
                    ids.put(asset.reference(), idIn(space, asset));
                }
            }
        }
        var tags = PackageTags.of(manifest, space);
        var placed = new ArrayList<PlacedAsset>();
        var objects = new ArrayList<ObjectNode>();
        for (var asset : assets) {
            var id = ids.getOrDefault(asset.reference(), asset.id());
            var origin = id.equals(asset.id()) ? null : asset.id();
            placed.add(new PlacedAsset(
                    new AssetReference(id, asset.type(), origin, null),
                    text(asset, "title"),
                    text(asset, "description")));
            var object = object(asset, id, origin, ids);
            tags.attach(asset, object.withArrayProperty("references"));
            objects.add(object);
        }
        if (!objects.isEmpty()) {
            objects.addAll(tags.objects());
        }
        return new SpaceAssets(placed, objects);
    }

    List<AssetReference> references() {
        return placed.stream().map(PlacedAsset::reference).toList();
    }

    private static String text(KibanaAsset asset, String attribute) {
        return asset.object().path("attributes").path(attribute).textValue();
    }

    /** The same again when the package is installed again. */
    private static String idIn(String space, KibanaAsset asset) {
        var name = space + "/" + asset.type() + "/" + asset.id();
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static ObjectNode object(KibanaAsset asset, String id, String origin, Map<AssetReference, String> ids) {
        var object = asset.object().deepCopy();
        object.put("id", id).put("type", asset.type()).put("managed", true);
        if (origin != null) {
            object.put("originId", origin);
        }
        if (object.get("references") instanceof ArrayNode references) {
            for (var reference : references) {
                var target = ids.get(AssetReference.of(
                        reference.path("type").asText(), reference.path("id").asText()));
                if (target != null && reference instanceof ObjectNode changed) {
                    changed.put("id", target);
                }
            }
        }
        return object;
    }
}

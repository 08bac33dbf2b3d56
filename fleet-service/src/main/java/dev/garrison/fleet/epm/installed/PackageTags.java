package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.assets.KibanaAsset;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The tags by which people find a package's saved objects in a space: one for all that packages manage, one for the package, and those that
 * the package names itself. They belong to the package and are not among its recorded assets.
 */
final class PackageTags {
    private static final Set<String> TAGGED = Set.of("dashboard", "lens", "visualization", "search", "map");
    private static final String COLOR = "#6092C0";

    private final List<Tag> tags = new ArrayList<>();

    /** @param shared whether other packages have the tag too */
    private record Tag(String id, String name, boolean shared, Predicate<KibanaAsset> of) {}

    private PackageTags(PackageManifest manifest, String space) {
        tags.add(new Tag("fleet-managed-" + space, "Managed", true, asset -> true));
        tags.add(new Tag("fleet-pkg-" + manifest.name() + "-" + space, manifest.title(), false, asset -> true));
        for (var tag : manifest.assetTags()) {
            var name = tag.path("text").asText();
            var key = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
            tags.add(new Tag(
                    "fleet-shared-tag-" + manifest.name() + "-" + key + "-" + space,
                    name,
                    false,
                    asset -> names(tag.path("asset_types"), asset.type()) || names(tag.path("asset_ids"), asset.id())));
        }
    }

    static PackageTags of(PackageManifest manifest, String space) {
        return new PackageTags(manifest, space);
    }

    private static boolean names(JsonNode list, String value) {
        return list.valueStream().anyMatch(each -> each.asText().equals(value));
    }

    /** @param references of the saved object that the asset becomes */
    void attach(KibanaAsset asset, ArrayNode references) {
        if (TAGGED.contains(asset.type())) {
            for (var tag : tags) {
                if (tag.of().test(asset)) {
                    references
                            .addObject()
                            .put("type", "tag")
                            .put("id", tag.id())
                            .put("name", "tag-ref-" + tag.id());
                }
            }
        }
    }

    /** As saved objects. */
    List<ObjectNode> objects() {
        return tags.stream().map(PackageTags::object).toList();
    }

    private static ObjectNode object(Tag tag) {
        var object = JsonNodeFactory.instance
                .objectNode()
                .put("id", tag.id())
                .put("type", "tag")
                .put("managed", true);
        object.putObject("attributes")
                .put("name", tag.name())
                .put("description", "")
                .put("color", COLOR);
        object.putArray("references");
        return object;
    }

    /** Ids of those that go with the package. */
    List<String> own() {
        return tags.stream().filter(tag -> !tag.shared()).map(Tag::id).toList();
    }
}

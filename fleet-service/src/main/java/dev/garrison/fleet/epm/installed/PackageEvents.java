package dev.garrison.fleet.epm.installed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.installed.PackageKibanaAssets.Action;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.platform.events.DomainEvent;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What other services hear of packages. Saved objects go along whole, in messages that Kafka takes as it is usually configured. */
@ApplicationScoped
class PackageEvents {
    private static final int MAX_CHARACTERS = 500_000;

    private final Outbox outbox;

    PackageEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * @param present what was installed before, or null
     * @param inSpaces the assets now, by space
     * @param before the assets before
     */
    void installed(
            Installation installation,
            Installation present,
            InstallType type,
            PackageManifest manifest,
            Map<String, SpaceAssets> inSpaces,
            List<InstalledAsset> before) {
        var own = batches(inSpaces.get(installation.spaceId()).objects());
        var events = new ArrayList<DomainEvent>();
        events.add(new PackageInstalled(
                installation.name(),
                installation.version(),
                present == null ? null : present.version(),
                type,
                installation.source(),
                installation.spaceId(),
                own.isEmpty() ? List.of() : own.get(0),
                removed(before, inSpaces),
                manifest.dataStreams().stream()
                        .map(stream ->
                                new PackageInstalled.Stream(stream.type(), stream.dataset(), stream.indexPattern()))
                        .toList()));
        own.stream().skip(1).forEach(batch -> events.add(placed(installation, installation.spaceId(), batch)));
        inSpaces.forEach((space, assets) -> {
            if (!space.equals(installation.spaceId())) {
                batches(assets.objects()).forEach(batch -> events.add(placed(installation, space, batch)));
            }
        });
        outbox.publishAll(events);
    }

    /** The assets are in another space, or again in one. */
    void placed(Installation installation, String space, SpaceAssets assets) {
        outbox.publishAll(batches(assets.objects()).stream()
                .map(batch -> placed(installation, space, batch))
                .toList());
    }

    /** @param assets those that a space has no longer */
    void taken(Installation installation, String space, List<InstalledAsset> assets, PackageTags tags) {
        outbox.publish(new PackageKibanaAssets(
                installation.name(),
                installation.version(),
                space,
                Action.removed,
                Stream.concat(
                                assets.stream().map(InstalledAsset::reference),
                                tags.own().stream().map(id -> AssetReference.of("tag", id)))
                        .map(asset -> JsonNodeFactory.instance
                                .objectNode()
                                .put("type", asset.type())
                                .put("id", asset.id()))
                        .toList()));
    }

    /** The package is gone, from all spaces. */
    void removed(Installation installation, PackageManifest manifest, List<InstalledAsset> assets) {
        var kibana = kibana(assets);
        var tags = kibana.stream()
                .map(SpaceReference::space)
                .distinct()
                .flatMap(space ->
                        PackageTags.of(manifest, space).own().stream().map(id -> new SpaceReference(space, "tag", id)));
        outbox.publish(new PackageRemoved(
                installation.name(),
                installation.version(),
                Stream.concat(kibana.stream(), tags).toList()));
    }

    private static PackageKibanaAssets placed(Installation installation, String space, List<ObjectNode> batch) {
        return new PackageKibanaAssets(installation.name(), installation.version(), space, Action.installed, batch);
    }

    private static List<SpaceReference> removed(List<InstalledAsset> before, Map<String, SpaceAssets> inSpaces) {
        var there = new HashSet<SpaceReference>();
        inSpaces.forEach((space, assets) -> assets.references()
                .forEach(reference -> there.add(new SpaceReference(space, reference.type(), reference.id()))));
        return kibana(before).stream().filter(asset -> !there.contains(asset)).toList();
    }

    private static List<SpaceReference> kibana(List<InstalledAsset> assets) {
        return assets.stream()
                .filter(asset -> asset.spaceId() != null)
                .map(SpaceReference::of)
                .toList();
    }

    private static List<List<ObjectNode>> batches(List<ObjectNode> objects) {
        var batches = new ArrayList<List<ObjectNode>>();
        int room = 0;
        for (var object : objects) {
            var length = object.toString().length();
            if (length > room) {
                batches.add(new ArrayList<>());
                room = MAX_CHARACTERS;
            }
            batches.get(batches.size() - 1).add(object);
            room -= length;
        }
        return batches;
    }
}

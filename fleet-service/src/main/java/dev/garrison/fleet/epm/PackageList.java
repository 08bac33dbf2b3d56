package dev.garrison.fleet.epm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.bundled.BundledPackages;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.InstalledAsset;
import dev.garrison.fleet.epm.installed.StoredPackages;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.registry.PackageRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that can be installed, with what is: the registry's packages, or without one those that are bundled. */
@ApplicationScoped
class PackageList {
    /** What lists say of a package; the rest is in its own description. */
    private static final List<String> SHOWN = List.of(
            "name",
            "version",
            "title",
            "description",
            "type",
            "release",
            "categories",
            "conditions",
            "icons",
            "owner",
            "source",
            "policy_templates",
            "data_streams",
            "format_version",
            "readme",
            "discovery");

    private final PackageRegistry registry;
    private final BundledPackages bundled;
    private final Installations installations;
    private final StoredPackages stored;
    private final ObjectMapper json;

    PackageList(
            PackageRegistry registry,
            BundledPackages bundled,
            Installations installations,
            StoredPackages stored,
            ObjectMapper json) {
        this.registry = registry;
        this.bundled = bundled;
        this.installations = installations;
        this.stored = stored;
        this.json = json;
    }

    /**
     * By name.
     *
     * @param category null for all; packages that are installed and that the registry does not list are in the list all the same
     */
    Collection<ObjectNode> list(String category, boolean prerelease, boolean withStatus) {
        var items = new TreeMap<String, ObjectNode>();
        if (registry.isConfigured()) {
            registry.search(category, prerelease)
                    .forEach(item -> items.put(item.path("name").asText(), item));
        } else {
            bundled.latest().values().stream()
                    .filter(manifest -> category == null || isIn(category, manifest))
                    .forEach(manifest -> items.put(manifest.name(), item(manifest)));
        }
        stored.installed().forEach((name, manifest) -> items.computeIfAbsent(name, unlisted -> item(manifest)));
        var installed = installations.all().stream().collect(Collectors.toMap(Installation::name, Function.identity()));
        var assets = installations.assets().stream().collect(Collectors.groupingBy(InstalledAsset::packageName));
        items.forEach((name, item) -> complete(item, name, installed.get(name), assets, withStatus));
        return items.values();
    }

    private void complete(
            ObjectNode item,
            String name,
            Installation installation,
            Map<String, List<InstalledAsset>> assets,
            boolean withStatus) {
        item.put("id", name).remove("assets"); // a description has them, by type
        if (item.path("title").asText().isEmpty()) {
            item.put("title", Character.toUpperCase(name.charAt(0)) + name.substring(1));
        }
        if (withStatus) {
            item.put("status", (installation == null ? PackageStatus.not_installed : PackageStatus.installed).name());
        }
        if (installation != null) {
            var info = InstallationInfo.of(installation, assets.getOrDefault(name, List.of()));
            item.set("installationInfo", json.valueToTree(info));
        }
    }

    private ObjectNode item(PackageManifest manifest) {
        return json.<ObjectNode>valueToTree(manifest).retain(SHOWN);
    }

    static boolean isIn(String category, PackageManifest manifest) {
        return manifest.categories().contains(category)
                || manifest.policyTemplates().stream()
                        .anyMatch(template -> template.categories() != null
                                && template.categories().contains(category));
    }

    /** Names of installed packages that an agent policy may have once only. */
    List<String> limited() {
        return stored.installed().values().stream()
                .filter(manifest -> !manifest.policyTemplates().isEmpty()
                        && !manifest.policyTemplates().get(0).isMultiple())
                .map(PackageManifest::name)
                .sorted()
                .toList();
    }
}

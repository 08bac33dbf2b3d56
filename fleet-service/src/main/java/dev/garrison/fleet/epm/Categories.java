package dev.garrison.fleet.epm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.bundled.BundledPackages;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.epm.registry.PackageRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Categories of packages: the registry's, or without one those that the bundled packages name. */
@ApplicationScoped
class Categories {
    private final PackageRegistry registry;
    private final BundledPackages bundled;
    private final ObjectMapper json;

    Categories(PackageRegistry registry, BundledPackages bundled, ObjectMapper json) {
        this.registry = registry;
        this.bundled = bundled;
        this.json = json;
    }

    List<ObjectNode> list(boolean prerelease, boolean includePolicyTemplates) {
        return registry.isConfigured()
                ? registry.categories(prerelease, includePolicyTemplates)
                : counted(prerelease, includePolicyTemplates);
    }

    private List<ObjectNode> counted(boolean prerelease, boolean includePolicyTemplates) {
        var counts = new TreeMap<String, Integer>();
        bundled.latest().values().stream()
                .filter(manifest ->
                        prerelease || !SemanticVersion.of(manifest.version()).isPrerelease())
                .forEach(manifest -> categories(manifest, includePolicyTemplates)
                        .forEach(category -> counts.merge(category, 1, Integer::sum)));
        return counts.entrySet().stream()
                .map(category -> json.createObjectNode()
                        .put("id", category.getKey())
                        .put("title", title(category.getKey()))
                        .put("count", category.getValue()))
                .toList();
    }

    private static Set<String> categories(PackageManifest manifest, boolean includePolicyTemplates) {
        var categories = new HashSet<>(manifest.categories());
        if (includePolicyTemplates) {
            manifest.policyTemplates().stream()
                    .filter(template -> template.categories() != null)
                    .forEach(template -> categories.addAll(template.categories()));
        }
        return categories;
    }

    private static String title(String id) {
        return Character.toUpperCase(id.charAt(0)) + id.substring(1).replace('_', ' ');
    }
}

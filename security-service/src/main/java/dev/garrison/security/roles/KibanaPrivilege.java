package dev.garrison.security.roles;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.security.privileges.DeprecatedFeature;
import dev.garrison.security.privileges.DeprecatedFeature.FeaturePrivilege;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a role grants in some spaces, as Kibana shows it: all three always there.
 *
 * @param reserved of Elasticsearch's own roles; otherwise absent
 */
public record KibanaPrivilege(
        List<String> base,
        Map<String, List<String>> feature,
        List<String> spaces,
        @JsonProperty("_reserved") List<String> reserved) {

    /** The same with the features that took the place of deprecated ones, each privilege once. */
    KibanaPrivilege withoutDeprecated() {
        var replaced = new LinkedHashMap<String, Set<String>>();
        feature.forEach((id, privileges) -> privileges.forEach(privilege -> replacing(id, privilege)
                .forEach(now -> replaced.computeIfAbsent(now.featureId(), any -> new LinkedHashSet<>())
                        .add(now.privilegeId()))));
        var lists = new LinkedHashMap<String, List<String>>();
        replaced.forEach((id, privileges) -> lists.put(id, List.copyOf(privileges)));
        return new KibanaPrivilege(base, lists, spaces, reserved);
    }

    /** What nobody knows stays as it is. */
    private static List<FeaturePrivilege> replacing(String featureId, String privilegeId) {
        return DeprecatedFeature.find(featureId)
                .map(deprecated -> deprecated.replacing(privilegeId))
                .filter(replacing -> !replacing.isEmpty())
                .orElseGet(() -> List.of(new FeaturePrivilege(featureId, privilegeId)));
    }
}

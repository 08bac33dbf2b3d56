package dev.garrison.security.privileges;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Kibana's features, looked up in {@link FeatureTable}. */
public final class Features {
    private static final Map<String, Feature> BY_ID =
            FeatureTable.FEATURES.stream().collect(Collectors.toUnmodifiableMap(Feature::id, Function.identity()));

    /** Privileges that Elasticsearch's own roles and service accounts name, {@code reserved_ID}; no other role may be given them. */
    private static final Map<String, Set<String>> RESERVED = Map.of(
            "fleet-setup", Set.of("fleet-setup"),
            "monitoring", granted("monitoring", "all"),
            "ml_admin", granted("ml", "all"),
            "ml_user", granted("ml", "read"),
            "reporting_user", Set.of("generateReport", "downloadCsv"));

    private static final Set<String> BASE_ALL = ofEvery("all");
    private static final Set<String> BASE_READ = ofEvery("read");

    private Features() {}

    /** Every feature that is not deprecated. */
    public static Collection<Feature> current() {
        return FeatureTable.FEATURES;
    }

    /** A feature that is not deprecated. */
    public static Optional<Feature> find(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** The feature, or the one that took a deprecated one's place: it knows the same privilege ids. */
    public static Optional<Feature> findOrSuccessor(String id) {
        return find(DeprecatedFeature.find(id).map(DeprecatedFeature::successor).orElse(id));
    }

    /** Names that a feature privilege of a role grants; empty where the feature or the privilege is unknown. */
    public static Set<String> granted(String featureId, String privilegeId) {
        var deprecated = DeprecatedFeature.find(featureId);
        if (deprecated.isEmpty()) {
            return find(featureId).map(feature -> feature.granted(privilegeId)).orElse(Set.of());
        }
        var granted = new HashSet<String>();
        for (var replacement : deprecated.get().replacing(privilegeId)) {
            granted.addAll(granted(replacement.featureId(), replacement.privilegeId()));
        }
        return granted;
    }

    /** Names that a reserved privilege grants; empty for an unknown one. */
    static Set<String> reserved(String id) {
        return RESERVED.getOrDefault(id, Set.of());
    }

    /** Names that base {@code all} grants in a space. */
    static Set<String> baseAll() {
        return BASE_ALL;
    }

    static Set<String> baseRead() {
        return BASE_READ;
    }

    private static Set<String> ofEvery(String privilegeId) {
        return FeatureTable.FEATURES.stream()
                .flatMap(feature -> feature.granted(privilegeId).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}

package dev.garrison.security.privileges;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A feature that roles may still name, and what took its place. It grants just what its replacements grant.
 *
 * @param successor has the same privilege ids
 * @param companions features that were part of it: they get its {@code all}, {@code read} and minimal privileges as well
 * @param split sub-features that were part of its {@code minimal_all} and have an id of their own now
 */
public record DeprecatedFeature(String id, String successor, List<String> companions, List<String> split) {
    private static final Set<String> WHOLE = Set.of("all", "read", "minimal_all", "minimal_read");
    private static final List<String> SAVED_QUERIES = List.of("savedQueryManagement");
    private static final List<String> SPLIT_IN_V2 = List.of("create_comment", "case_reopen", "cases_assign");
    private static final List<String> SPLIT_IN_V3 = List.of("cases_assign");

    private static final Map<String, DeprecatedFeature> BY_ID = Stream.of(
                    new DeprecatedFeature(
                            "siem", "siemV2", List.of("securitySolutionTimeline", "securitySolutionNotes"), List.of()),
                    new DeprecatedFeature("discover", "discover_v2", SAVED_QUERIES, List.of()),
                    new DeprecatedFeature("dashboard", "dashboard_v2", SAVED_QUERIES, List.of()),
                    new DeprecatedFeature("visualize", "visualize_v2", SAVED_QUERIES, List.of()),
                    new DeprecatedFeature("maps", "maps_v2", SAVED_QUERIES, List.of()),
                    new DeprecatedFeature("generalCases", "generalCasesV3", List.of(), SPLIT_IN_V2),
                    new DeprecatedFeature("generalCasesV2", "generalCasesV3", List.of(), SPLIT_IN_V3),
                    new DeprecatedFeature("observabilityCases", "observabilityCasesV3", List.of(), SPLIT_IN_V2),
                    new DeprecatedFeature("observabilityCasesV2", "observabilityCasesV3", List.of(), SPLIT_IN_V3),
                    new DeprecatedFeature("securitySolutionCases", "securitySolutionCasesV3", List.of(), SPLIT_IN_V2),
                    new DeprecatedFeature("securitySolutionCasesV2", "securitySolutionCasesV3", List.of(), SPLIT_IN_V3))
            .collect(Collectors.toUnmodifiableMap(DeprecatedFeature::id, Function.identity()));

    /** A privilege of a feature, as roles name it: {@code feature_FEATURE.PRIVILEGE}. */
    public record FeaturePrivilege(String featureId, String privilegeId) {}

    public static Optional<DeprecatedFeature> find(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** Every feature that took its place, the successor first. */
    public List<String> replacements() {
        return Stream.concat(Stream.of(successor), companions.stream()).toList();
    }

    /** What a space that hides it hides now. Saved queries were part of several features, so hiding one of these does not hide them. */
    public List<String> hiddenInstead() {
        return companions.equals(SAVED_QUERIES) ? List.of(successor) : replacements();
    }

    /** What to say instead; nothing for a privilege id that is unknown. */
    public List<FeaturePrivilege> replacing(String privilegeId) {
        if (!Features.find(successor).orElseThrow().has(privilegeId)) {
            return List.of();
        }
        var replacing = new ArrayList<FeaturePrivilege>();
        replacing.add(new FeaturePrivilege(successor, privilegeId));
        if (WHOLE.contains(privilegeId)) {
            companions.forEach(companion -> replacing.add(new FeaturePrivilege(companion, privilegeId)));
        }
        if (privilegeId.equals("minimal_all")) {
            split.forEach(subFeature -> replacing.add(new FeaturePrivilege(successor, subFeature)));
        }
        return replacing;
    }
}

package dev.garrison.security.spaces;

import dev.garrison.security.privileges.DeprecatedFeature;
import dev.garrison.security.privileges.Feature;
import dev.garrison.security.privileges.Feature.Category;
import dev.garrison.security.privileges.Features;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a space is for. All but the classic one show one solution, and hide the others' features whatever the space says. */
public enum Solution {
    security(Category.OBSERVABILITY, Category.SEARCH),
    oblt(Category.SECURITY),
    es(Category.OBSERVABILITY, Category.SECURITY),
    classic;

    private final Set<Category> hidden;

    Solution(Category... hidden) {
        this.hidden = Set.of(hidden);
    }

    /** Features that a space does not show. Its APIs work all the same. */
    static List<String> hiddenIn(Space space) {
        return space.solution == null || valueOf(space.solution) == classic
                ? current(space.disabledFeatures)
                : Features.current().stream()
                        .filter(feature -> valueOf(space.solution).hidden.contains(feature.category()))
                        .map(Feature::id)
                        .toList();
    }

    /** Those that took deprecated ones' places. */
    private static List<String> current(List<String> featureIds) {
        return featureIds.stream()
                .flatMap(id -> DeprecatedFeature.find(id)
                        .map(deprecated -> deprecated.hiddenInstead().stream())
                        .orElseGet(() -> Stream.of(id)))
                .distinct()
                .toList();
    }
}

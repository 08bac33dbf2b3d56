package dev.garrison.security.roles;

import dev.garrison.security.privileges.Feature;
import dev.garrison.security.privileges.Feature.SubFeature;
import dev.garrison.security.privileges.Features;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What features ask of a role that names them. Features and privileges that nobody knows are let pass: they grant nothing. */
final class FeatureRules {
    private static final List<String> WHOLE = List.of("all", "read");

    private FeatureRules() {}

    /** @return in Kibana's words, what the entries may not say */
    static List<String> problems(List<PutRole.Entry> entries) {
        var problems = new ArrayList<String>();
        for (var entry : entries) {
            entry.features().forEach((id, privileges) -> Features.findOrSuccessor(id)
                    .ifPresent(feature -> addProblems(id, feature, privileges, entry, problems)));
        }
        return problems;
    }

    private static void addProblems(
            String id, Feature feature, List<String> privileges, PutRole.Entry entry, List<String> problems) {
        var received = " requires all spaces to be selected but received [" + String.join(",", entry.places()) + "]";
        for (var privilege : WHOLE) {
            if (!privileges.contains(privilege)) {
                continue;
            }
            if (!feature.has(privilege)) {
                problems.add("Feature [" + id + "] does not support privilege [" + privilege + "].");
            } else if (feature.requiresAllSpaces() && !entry.everywhere()) {
                problems.add("Feature privilege [" + id + "." + privilege + "]" + received);
            }
        }
        for (var sub : feature.subFeatures()) {
            if (!entry.everywhere() && needsAllSpaces(sub, privileges)) {
                problems.add("Sub-feature privilege [" + feature.name() + " - " + sub.name() + "]" + received);
            }
        }
    }

    /** Whether the feature lets one of its privileges be given in all spaces only. */
    static boolean needsAllSpaces(String featureId, Collection<String> privileges) {
        return Features.findOrSuccessor(featureId)
                .filter(feature -> feature.requiresAllSpaces() && WHOLE.stream().anyMatch(privileges::contains)
                        || feature.subFeatures().stream().anyMatch(sub -> needsAllSpaces(sub, privileges)))
                .isPresent();
    }

    private static boolean needsAllSpaces(SubFeature sub, Collection<String> privileges) {
        return sub.requiresAllSpaces() && privileges.stream().anyMatch(sub::has);
    }
}

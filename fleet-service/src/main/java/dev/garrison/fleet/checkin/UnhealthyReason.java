package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What is wrong with an agent's components: its inputs, its outputs, or something else. */
final class UnhealthyReason {
    private static final Set<String> UNHEALTHY = Set.of("FAILED", "DEGRADED");

    private UnhealthyReason() {}

    /** @return empty: nothing */
    static Collection<String> of(JsonNode components) {
        var reasons = new TreeSet<String>();
        for (var component : components) {
            if (isUnhealthy(component)) {
                var units = new TreeSet<String>();
                for (var unit : component.path("units")) {
                    var type = unit.path("type").asText();
                    if (isUnhealthy(unit) && (type.equals("input") || type.equals("output"))) {
                        units.add(type);
                    }
                }
                reasons.addAll(units.isEmpty() ? Set.of("other") : units);
            }
        }
        return reasons;
    }

    private static boolean isUnhealthy(JsonNode part) {
        return UNHEALTHY.contains(part.path("status").asText());
    }
}

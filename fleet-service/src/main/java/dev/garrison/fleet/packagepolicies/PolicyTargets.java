package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The agent policies that a request names, by {@code policy_ids} or by {@code policy_id}, its former name for one. */
final class PolicyTargets {
    private PolicyTargets() {}

    /** @param present where the request names none */
    static List<String> sent(ObjectNode sent, boolean simplified, List<String> present) {
        var one = sent.path("policy_id");
        if (sent.hasNonNull("policy_ids")) {
            var ids = new LinkedHashSet<String>();
            sent.get("policy_ids").forEach(id -> ids.add(id.asText()));
            if (ids.isEmpty() && simplified && one.isTextual()) {
                ids.add(one.textValue());
            }
            return new ArrayList<>(ids);
        }
        if (one.isTextual()) {
            return List.of(one.textValue());
        }
        return one.isNull() ? List.of() : present;
    }
}

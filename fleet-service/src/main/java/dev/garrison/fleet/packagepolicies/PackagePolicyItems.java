package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.json.JsonConventions;

/** Package policies as clients see them: see {@link PackagePolicyItem}. */
final class PackagePolicyItems {
    private PackagePolicyItems() {}

    static ObjectNode of(PackagePolicy policy, boolean simplified) {
        var item = policy.settings()
                .deepCopy()
                .put("id", policy.id())
                .put("revision", policy.revision())
                .put("version", policy.opaqueVersion())
                .put("created_at", JsonConventions.format(policy.createdAt()))
                .put("created_by", policy.createdBy())
                .put("updated_at", JsonConventions.format(policy.updatedAt()))
                .put("updated_by", policy.updatedBy());
        var policyIds = item.putArray("policy_ids");
        policy.policyIds().forEach(policyIds::add);
        item.put(
                "policy_id",
                policy.policyIds().isEmpty() ? null : policy.policyIds().get(0));
        return simplified ? SimplifiedFormat.of(item) : item;
    }
}

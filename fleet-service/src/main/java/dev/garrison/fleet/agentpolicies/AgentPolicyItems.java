package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicyRepository.AgentCount;
import dev.garrison.platform.json.JsonConventions;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Agent policies as clients see them: see {@link AgentPolicyItem}. Who may read agents only sees no configuration. */
@ApplicationScoped
class AgentPolicyItems {
    private static final List<String> SEEN_BY_AGENT_READERS = List.of(
            "id",
            "name",
            "namespace",
            "description",
            "status",
            "revision",
            "version",
            "schema_version",
            "updated_at",
            "updated_by",
            "is_managed",
            "is_protected",
            "is_default",
            "is_default_fleet_server",
            "is_preconfigured",
            "has_fleet_server",
            "agents",
            "unprivileged_agents");

    private final AgentPolicyRepository policies;
    private final CurrentPrincipal principal;

    AgentPolicyItems(AgentPolicyRepository policies, CurrentPrincipal principal) {
        this.policies = policies;
        this.principal = principal;
    }

    /** With package policies and agents counted. */
    ObjectNode of(AgentPolicy policy) {
        return of(List.of(policy), true, true).get(0);
    }

    /**
     * @param full with package policies
     * @param countAgents otherwise each shows 0
     */
    List<ObjectNode> of(List<AgentPolicy> all, boolean full, boolean countAgents) {
        Map<String, AgentCount> counts = countAgents
                ? policies.countAgents(all.stream().map(policy -> policy.id).toList())
                : Map.of();
        return all.stream()
                .map(policy -> item(policy, full, counts.getOrDefault(policy.id, AgentCount.NONE)))
                .toList();
    }

    private ObjectNode item(AgentPolicy policy, boolean full, AgentCount count) {
        var item = policy.settings
                .deepCopy()
                .put("id", policy.id)
                .put("status", policy.status)
                .put("revision", policy.revision)
                .put("version", policy.opaqueVersion())
                .put("schema_version", policy.schemaVersion)
                .put("updated_at", JsonConventions.format(policy.updatedAt))
                .put("updated_by", policy.updatedBy)
                .put("agents", count.agents())
                .put("unprivileged_agents", count.unprivileged());
        if (full) {
            item.putArray("package_policies");
        }
        return readsPolicies() ? item : item.retain(SEEN_BY_AGENT_READERS);
    }

    private boolean readsPolicies() {
        var caller = principal.get();
        return caller.has("fleet-agent-policies-read")
                || caller.has("fleet-setup")
                || caller.has("fleet-agent-policies-all");
    }
}

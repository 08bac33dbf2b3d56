package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicyList.Format;
import dev.garrison.fleet.agentpolicies.AgentPolicyRepository.AgentCount;
import dev.garrison.platform.json.JsonConventions;
import dev.garrison.platform.security.CurrentPrincipal;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
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
    private final List<PackagePolicies> integrations;
    private final CurrentPrincipal principal;

    AgentPolicyItems(
            AgentPolicyRepository policies, @All List<PackagePolicies> integrations, CurrentPrincipal principal) {
        this.policies = policies;
        this.integrations = integrations;
        this.principal = principal;
    }

    /** With package policies and agents counted. */
    ObjectNode of(AgentPolicy policy, Format format) {
        return of(List.of(policy), true, format, true).get(0);
    }

    /**
     * @param full with package policies
     * @param format of package policies; null for legacy
     * @param countAgents otherwise each shows 0
     */
    List<ObjectNode> of(List<AgentPolicy> all, boolean full, Format format, boolean countAgents) {
        var ids = all.stream().map(policy -> policy.id).toList();
        Map<String, AgentCount> counts = countAgents ? policies.countAgents(ids) : Map.of();
        Map<String, List<ObjectNode>> packagePolicies = full ? packagePolicies(ids, format) : Map.of();
        return all.stream()
                .map(policy -> item(
                        policy,
                        full ? packagePolicies.getOrDefault(policy.id, List.of()) : null,
                        counts.getOrDefault(policy.id, AgentCount.NONE)))
                .toList();
    }

    private Map<String, List<ObjectNode>> packagePolicies(List<String> policyIds, Format format) {
        var found = new HashMap<String, List<ObjectNode>>();
        integrations.forEach(kind -> found.putAll(kind.on(policyIds, format == Format.simplified)));
        return found;
    }

    /** @param packagePolicies null: not shown */
    private ObjectNode item(AgentPolicy policy, List<ObjectNode> packagePolicies, AgentCount count) {
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
        if (packagePolicies != null) {
            item.putArray("package_policies").addAll(packagePolicies);
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

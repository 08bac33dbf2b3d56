package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicy;
import dev.garrison.fleet.agentpolicies.PackagePolicies;
import dev.garrison.fleet.epm.Packages;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What becomes of package policies when agent policies come, are copied and go. */
@ApplicationScoped
class PackagePoliciesOfPolicies implements PackagePolicies {
    private final PackagePolicyRepository policies;
    private final PackagePolicyWrites writes;
    private final PackagePolicyCopies copies;
    private final Packages packages;
    private final CurrentPrincipal principal;

    PackagePoliciesOfPolicies(
            PackagePolicyRepository policies,
            PackagePolicyWrites writes,
            PackagePolicyCopies copies,
            Packages packages,
            CurrentPrincipal principal) {
        this.policies = policies;
        this.writes = writes;
        this.copies = copies;
        this.packages = packages;
        this.principal = principal;
    }

    @Override
    public void install(String packageName, String space) {
        packages.ensureInstalled(packageName, null, space);
    }

    @Override
    public void add(String packageName, AgentPolicy policy) {
        var content = packages.toBeUsed(packageName)
                .flatMap(installed -> packages.findStored(packageName, installed.version()))
                .orElseThrow(() -> ApiException.notFound("[%s] package not found in registry", packageName));
        var settings = JsonNodeFactory.instance
                .objectNode()
                .put("name", policies.nextName(packageName))
                .put("namespace", policy.namespace())
                .put("enabled", true);
        settings.putArray("spaceIds").add(principal.space());
        settings.setAll(PackageDefaults.of(content.manifest()));
        var id = UUID.randomUUID().toString();
        var draft = PolicyDraft.of(content, id, settings, Set.of());
        writes.createSilently(id, draft, List.of(policy.id()), principal.username());
    }

    @Override
    public Set<String> packagesOn(String policyId) {
        return policies.on(List.of(policyId)).stream()
                .map(PackagePolicy::packageName)
                .collect(Collectors.toSet());
    }

    @Override
    public Map<String, List<ObjectNode>> on(Collection<String> policyIds, boolean simplified) {
        var found = new HashMap<String, List<ObjectNode>>();
        for (var policy : policyIds.isEmpty() ? List.<PackagePolicy>of() : policies.on(policyIds)) {
            var item = PackagePolicyItems.of(policy, simplified);
            policy.policyIds().forEach(id -> found.computeIfAbsent(id, none -> new ArrayList<>())
                    .add(item));
        }
        return found;
    }

    @Override
    public void copy(String originalId, AgentPolicy copy) {
        var on = policies.on(List.of(originalId));
        if (on.stream().anyMatch(PackagePolicy::isManaged)) {
            throw ApiException.badRequest(
                    "Cannot copy an agent policy %s that contains managed package policies", originalId);
        }
        for (var policy : on) {
            if (policy.policyIds().size() > 1) {
                var policyIds = new ArrayList<>(policy.policyIds());
                policyIds.add(copy.id());
                writes.move(policy, policyIds, principal.username());
            } else {
                copies.copy(policy, copy.id());
            }
        }
    }

    @Override
    public void release(AgentPolicy policy, boolean force) {
        var on = policies.on(List.of(policy.id()));
        if (!force && on.stream().anyMatch(PackagePolicy::isManaged)) {
            throw ApiException.badRequest(
                    "Cannot delete agent policy %s that contains managed package policies", policy.id());
        }
        var own = new ArrayList<String>();
        for (var packagePolicy : on) {
            if (packagePolicy.policyIds().size() > 1) {
                var policyIds = new ArrayList<>(packagePolicy.policyIds());
                policyIds.remove(policy.id());
                writes.move(packagePolicy, policyIds, principal.username());
            } else {
                own.add(packagePolicy.id());
            }
        }
        policies.delete(own);
    }
}

package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.PackageUse;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;

/** What package policies mean for their packages. */
@ApplicationScoped
class PackagesInUse implements PackageUse {
    private final PackagePolicyRepository policies;
    private final PackagePolicyWrites writes;
    private final PackagePolicyUpgrades upgrades;
    private final AgentPolicyService agentPolicies;
    private final CurrentPrincipal principal;

    PackagesInUse(
            PackagePolicyRepository policies,
            PackagePolicyWrites writes,
            PackagePolicyUpgrades upgrades,
            AgentPolicyService agentPolicies,
            CurrentPrincipal principal) {
        this.policies = policies;
        this.writes = writes;
        this.upgrades = upgrades;
        this.agentPolicies = agentPolicies;
        this.principal = principal;
    }

    @Override
    public Counts count(String packageName) {
        var using = policies.ofPackage(packageName);
        var on = new HashSet<String>();
        using.forEach(policy -> on.addAll(policy.policyIds()));
        return new Counts(on.size(), using.size());
    }

    @Override
    public Collection<String> versions(String packageName) {
        return policies.versionsOf(packageName);
    }

    @Override
    public void release(String packageName, boolean force) {
        var using = policies.ofPackage(packageName);
        if (using.isEmpty()) {
            return;
        }
        var on = new HashSet<String>();
        using.forEach(policy -> on.addAll(policy.policyIds()));
        agentPolicies.lock(on); // so that nobody enrolls meanwhile
        if (!force && policies.haveAgents(on)) {
            throw ApiException.badRequest(
                    "Unable to remove package with existing package policy(s) in use by agent(s)");
        }
        policies.lock(using.stream().map(PackagePolicy::id).toList());
        writes.delete(using, principal.username());
    }

    @Override
    public void follow(PackageContent content) {
        upgrades.follow(content);
    }
}

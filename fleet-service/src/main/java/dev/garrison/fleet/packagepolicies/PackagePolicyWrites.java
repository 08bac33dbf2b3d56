package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** Writes package policies with their secrets, and revises each agent policy that a write touches once. In the caller's transaction. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class PackagePolicyWrites {
    private static final String ENDPOINT = "endpoint";

    private final PackagePolicyRepository policies;
    private final PolicySecrets secrets;
    private final AgentPolicyService agentPolicies;
    private final PolicyRevisions revisions;
    private final Clock clock;

    PackagePolicyWrites(
            PackagePolicyRepository policies,
            PolicySecrets secrets,
            AgentPolicyService agentPolicies,
            PolicyRevisions revisions,
            Clock clock) {
        this.policies = policies;
        this.secrets = secrets;
        this.agentPolicies = agentPolicies;
        this.revisions = revisions;
        this.clock = clock;
    }

    /** @throws ApiException 409: the id is taken */
    PackagePolicy create(String id, PolicyDraft draft, List<String> policyIds, String by) {
        var created = createSilently(id, draft, policyIds, by);
        revisions.bump(PolicySelection.of(policyIds), by);
        return created;
    }

    /** Without a new revision: for agent policies that are being made. */
    PackagePolicy createSilently(String id, PolicyDraft draft, List<String> policyIds, String by) {
        var now = clock.instant();
        var policy = new PackagePolicy(id, draft.settings(), draft.dataStreams(), policyIds, 1, 1, now, by, now, by);
        if (!policies.insert(policy)) {
            throw ApiException.conflict("Saved object [ingest-package-policies/%s] conflict", id);
        }
        secrets.save(policy, draft.newSecrets());
        return policy;
    }

    /**
     * What becomes of a package policy.
     *
     * @param policyIds that have it afterwards
     */
    record Change(PackagePolicy before, PolicyDraft draft, List<String> policyIds) {}

    PackagePolicy change(Change change, String by) {
        return change(List.of(change), by).get(0);
    }

    List<PackagePolicy> change(List<Change> changes, String by) {
        var touched = new LinkedHashSet<String>();
        var changed = new ArrayList<PackagePolicy>();
        for (var change : changes) {
            touched.addAll(change.before().policyIds());
            touched.addAll(change.policyIds());
            changed.add(write(change, by));
        }
        revisions.bump(PolicySelection.of(touched), by);
        return changed;
    }

    private PackagePolicy write(Change change, String by) {
        var before = change.before();
        var draft = change.draft();
        var changed = before.changed(draft.settings(), draft.dataStreams(), change.policyIds(), clock.instant(), by);
        policies.update(changed);
        secrets.save(changed, draft.newSecrets());
        if (before.packageName().equals(ENDPOINT)) {
            var lost = new ArrayList<>(before.policyIds());
            lost.removeAll(change.policyIds());
            agentPolicies.unprotect(lost);
        }
        return changed;
    }

    /** Other agent policies; what the agents of those that stay get is the same, so they hear nothing of it. */
    void move(PackagePolicy before, List<String> policyIds, String by) {
        policies.update(new PackagePolicy(
                before.id(),
                before.settings(),
                before.dataStreams(),
                policyIds,
                before.revision(),
                before.version() + 1,
                before.createdAt(),
                before.createdBy(),
                clock.instant(),
                by));
    }

    void delete(Collection<PackagePolicy> gone, String by) {
        var touched = new LinkedHashSet<String>();
        var unprotected = new LinkedHashSet<String>();
        gone.forEach(policy -> {
            touched.addAll(policy.policyIds());
            if (policy.packageName().equals(ENDPOINT)) {
                unprotected.addAll(policy.policyIds());
            }
        });
        policies.delete(gone.stream().map(PackagePolicy::id).toList());
        agentPolicies.unprotect(unprotected);
        revisions.bump(PolicySelection.of(touched), by);
    }
}

package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.Packages;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.packagepolicies.PackagePolicyWrites.Change;
import dev.garrison.platform.http.ApiException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Takes package policies to the installed version of their package. */
@ApplicationScoped
class PackagePolicyUpgrades {
    private static final Logger LOG = Logger.getLogger(PackagePolicyUpgrades.class);

    private final PackagePolicyRepository policies;
    private final PackagePolicyWrites writes;
    private final AgentPolicyService agentPolicies;
    private final Packages packages;

    PackagePolicyUpgrades(
            PackagePolicyRepository policies,
            PackagePolicyWrites writes,
            AgentPolicyService agentPolicies,
            Packages packages) {
        this.policies = policies;
        this.writes = writes;
        this.agentPolicies = agentPolicies;
        this.packages = packages;
    }

    /**
     * Upgrades all that can be, with one new revision for each agent policy concerned.
     *
     * @return in the order of the ids
     * @throws ApiException what is wrong with the first that could not be upgraded; others may have been
     */
    List<PackagePolicy> upgrade(List<String> ids, String by) {
        var found = policies.byIds(ids).stream().collect(Collectors.toMap(PackagePolicy::id, Function.identity()));
        var contents = new HashMap<String, PackageContent>();
        var changes = new ArrayList<Change>();
        ApiException failure = null;
        for (var id : ids.stream().distinct().toList()) {
            try {
                var policy = found.get(id);
                if (policy == null) {
                    throw ApiException.notFound("Package policy %s not found", id);
                }
                var content = contents.computeIfAbsent(policy.packageName(), name -> installed(name));
                if (isBehind(policy, content)) {
                    changes.add(change(policy, content));
                }
            } catch (ApiException e) {
                failure = failure == null ? e : failure;
            }
        }
        var conflict = write(changes, by);
        if (failure != null || conflict != null) {
            throw failure == null ? conflict : failure;
        }
        return ids.stream().map(found::get).toList();
    }

    /** Those of a package that has been upgraded; what cannot follow is left as it was. */
    void follow(PackageContent content) {
        var changes = new ArrayList<Change>();
        for (var policy : policies.ofPackage(content.manifest().name())) {
            try {
                if (isBehind(policy, content)) {
                    changes.add(change(policy, content));
                }
            } catch (ApiException e) {
                LOG.warnf(
                        "Package policy %s stays at version %s: %s",
                        policy.id(), policy.packageVersion(), e.getMessage());
            }
        }
        var conflict = write(changes, "system");
        if (conflict != null) {
            LOG.warnf("A package policy was not upgraded: %s", conflict.getMessage());
        }
    }

    PackageContent installed(String packageName) {
        var installed = packages.installed(packageName)
                .orElseThrow(() -> ApiException.badRequest("Package %s is not installed", packageName));
        return packages.find(packageName, installed.version());
    }

    /**
     * Whether there is something to do.
     *
     * @throws ApiException 400: it is ahead
     */
    static boolean isBehind(PackagePolicy policy, PackageContent content) {
        var order = SemanticVersion.of(policy.packageVersion())
                .compareTo(SemanticVersion.of(content.manifest().version()));
        if (order > 0) {
            throw ApiException.badRequest(
                    "Package policy %s's package version %s of package %s is newer than the installed package version."
                            + " Please install the latest version of %3$s.",
                    policy.id(), policy.packageVersion(), policy.packageName());
        }
        return order < 0;
    }

    private static Change change(PackagePolicy policy, PackageContent content) {
        if (policy.isManaged()) {
            throw ApiException.badRequest(
                    "%s", "Cannot update package policy " + policy.id() + PackagePolicyService.MANAGED);
        }
        var merged = UpgradeMerge.merge(policy.settings(), content.manifest());
        return new Change(policy, PolicyDraft.of(content, policy.id(), merged, policy.secretIds()), policy.policyIds());
    }

    /** @return null, or that somebody else has written one meanwhile */
    private ApiException write(List<Change> changes, String by) {
        if (changes.isEmpty()) {
            return null;
        }
        return QuarkusTransaction.requiringNew().call(() -> {
            agentPolicies.lock(changes.stream()
                    .flatMap(change -> change.policyIds().stream())
                    .collect(Collectors.toSet()));
            Map<String, Long> present =
                    policies
                            .lock(changes.stream()
                                    .map(change -> change.before().id())
                                    .toList())
                            .stream()
                            .collect(Collectors.toMap(PackagePolicy::id, PackagePolicy::version));
            var still = changes.stream()
                    .filter(change -> Long.valueOf(change.before().version())
                            .equals(present.get(change.before().id())))
                    .toList();
            writes.change(still, by);
            return still.size() == changes.size()
                    ? null
                    : ApiException.conflict("A package policy was changed while it was upgraded");
        });
    }
}

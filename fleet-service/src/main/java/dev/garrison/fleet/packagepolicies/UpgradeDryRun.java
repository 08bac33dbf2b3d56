package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicy;
import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.Packages;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.fleet.packagepolicies.PackagePolicyDeletion.Message;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an upgrade would make of package policies; nothing is changed. */
@ApplicationScoped
class UpgradeDryRun {
    private final PackagePolicyRepository policies;
    private final PackagePolicyUpgrades upgrades;
    private final Packages packages;
    private final AgentPolicyService agentPolicies;
    private final OutputService outputs;

    UpgradeDryRun(
            PackagePolicyRepository policies,
            PackagePolicyUpgrades upgrades,
            Packages packages,
            AgentPolicyService agentPolicies,
            OutputService outputs) {
        this.policies = policies;
        this.upgrades = upgrades;
        this.packages = packages;
        this.agentPolicies = agentPolicies;
        this.outputs = outputs;
    }

    /**
     * What would become of one.
     *
     * @param diff as it is, and as it would be
     * @param agentDiff the inputs that agents have of it now
     * @param hasErrors whether it could not be upgraded: see {@code errors} in the second of {@code diff}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Preview(
            String name,
            @Schema(type = SchemaType.ARRAY, implementation = ProposedPackagePolicy.class) List<ObjectNode> diff,
            @JsonProperty("agent_diff") List<List<ObjectNode>> agentDiff,
            @NotNull Boolean hasErrors,
            Integer statusCode,
            Message body) {}

    /**
     * In the order of the ids.
     *
     * @param version null for the installed one
     * @throws ApiException 404: no such package policy, or no such version; 400: the package is not installed, or older
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<Preview> preview(List<String> ids, String version) {
        return ids.stream().map(id -> preview(id, version)).toList();
    }

    private Preview preview(String id, String version) {
        var policy = policies.find(id).orElseThrow(() -> ApiException.notFound("Package policy %s not found", id));
        var content = version == null
                ? upgrades.installed(policy.packageName())
                : packages.find(policy.packageName(), version);
        PackagePolicyUpgrades.isBehind(policy, content);
        var proposed = PackagePolicyItems.of(policy, false);
        proposed.remove(List.of("id", "spaceIds"));
        var hasErrors = propose(policy, content, proposed);
        return new Preview(
                policy.name(),
                List.of(PackagePolicyItems.of(policy, false), proposed),
                List.of(agentInputs(policy)),
                hasErrors,
                null,
                null);
    }

    /** @return whether it would be refused */
    private static boolean propose(PackagePolicy policy, PackageContent content, ObjectNode proposed) {
        var merged = UpgradeMerge.merge(policy.settings(), content.manifest());
        PolicyDraft.complete(content, merged);
        var problems = PolicyValidation.check(content.manifest(), merged);
        if (problems.isEmpty()) {
            PolicyDraft.compiled(content, policy.id(), merged, policy.secretIds());
        } else {
            PolicySecrets.takeOut(content.manifest(), merged, policy.secretIds());
        }
        merged.remove("spaceIds");
        proposed.setAll(merged);
        if (!problems.isEmpty()) {
            var errors = proposed.putArray("errors");
            problems.forEach(problem -> errors.addObject()
                    .put("key", problem.key())
                    .putArray("message")
                    .add(problem.text()));
        }
        return !problems.isEmpty();
    }

    private List<ObjectNode> agentInputs(PackagePolicy policy) {
        AgentPolicy agentPolicy = policy.policyIds().isEmpty()
                ? null
                : agentPolicies.require(policy.policyIds().get(0));
        var output = output(policy, agentPolicy).key();
        return new AgentInputs(policy, agentPolicy)
                .inputs().stream().map(input -> input.put("use_output", output)).toList();
    }

    private OutputSettings output(PackagePolicy policy, AgentPolicy agentPolicy) {
        return policy.outputId()
                .map(outputs::require)
                .orElseGet(() -> outputs.forData(agentPolicy == null ? null : agentPolicy.dataOutputId()));
    }
}

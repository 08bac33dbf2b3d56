package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.agentpolicies.AgentPolicy;
import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.epm.manifest.PackageManifest;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/** What a package policy must fulfil towards others: agent policies, outputs, other package policies. */
@ApplicationScoped
class PackagePolicyRules {
    private static final Set<String> ELASTICSEARCH_ONLY = Set.of("apm", "fleet_server", "synthetics");

    private final PackagePolicyRepository policies;
    private final AgentPolicyService agentPolicies;
    private final OutputService outputs;

    PackagePolicyRules(PackagePolicyRepository policies, AgentPolicyService agentPolicies, OutputService outputs) {
        this.policies = policies;
        this.agentPolicies = agentPolicies;
        this.outputs = outputs;
    }

    /**
     * The agent policies are locked until the caller's transaction ends, so what is found here stays true.
     *
     * @param touched agent policies that get, keep or lose it
     * @param policyIds those that have it afterwards
     * @param outputId its own output, or null
     * @param force also on hosted agent policies
     * @throws ApiException 404: no such agent policy; 409: the name is taken; 400
     */
    void check(
            PackageManifest manifest,
            String id,
            String name,
            List<String> touched,
            List<String> policyIds,
            String outputId,
            boolean force) {
        var locked = agentPolicies.lock(touched);
        if (!force) {
            locked.stream().filter(AgentPolicy::isManaged).findFirst().ifPresent(hosted -> {
                throw ApiException.badRequest(
                        "%s",
                        "Cannot update integrations of hosted agent policy " + hosted.id() + AgentPolicyService.HOSTED);
            });
        }
        policies.ownerOf(name).filter(owner -> !owner.equals(id)).ifPresent(owner -> {
            throw ApiException.conflict(
                    "An integration policy with the name %s already exists. Please rename it or choose a different name.",
                    name);
        });
        if (isLimited(manifest)
                && !policies.withPackage(policyIds, manifest.name(), id).isEmpty()) {
            throw ApiException.badRequest(
                    "Unable to create integration policy. Integration '%s' already exists on this agent policy.",
                    manifest.name());
        }
        checkOutputs(
                manifest.name(),
                locked.stream()
                        .filter(policy -> policyIds.contains(policy.id()))
                        .toList(),
                outputId);
    }

    private static boolean isLimited(PackageManifest manifest) {
        return !manifest.policyTemplates().isEmpty()
                && !manifest.policyTemplates().get(0).isMultiple();
    }

    private void checkOutputs(String packageName, List<AgentPolicy> on, String outputId) {
        var strict = ELASTICSEARCH_ONLY.contains(packageName);
        if (outputId != null) {
            var own = outputs.toBeNamed(outputId)
                    .orElseThrow(() -> ApiException.badRequest("Output %s not found", outputId));
            if (strict && !own.type().equals("elasticsearch")) {
                throw ApiException.badRequest(
                        "Output type \"%s\" is not usable with package \"%s\"", own.type(), packageName);
            }
        } else if (strict) {
            for (var policy : on) {
                var type = outputs.forData(policy.dataOutputId()).type();
                if (!type.equals("elasticsearch")) {
                    throw ApiException.badRequest(
                            "Integration \"%s\" cannot be added to agent policy \"%s\" because it uses output type \"%s\".",
                            packageName, policy.name(), type);
                }
            }
        }
    }
}

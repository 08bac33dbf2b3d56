package dev.garrison.fleet.packagepolicies;

import dev.garrison.fleet.agentpolicies.AgentPolicy;
import dev.garrison.fleet.agentpolicies.PolicyIntegrations;
import dev.garrison.fleet.outputs.OutputService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Package policies in the compiled policies of their agents. */
@ApplicationScoped
class CompiledIntegrations implements PolicyIntegrations {
    private final PackagePolicyRepository policies;
    private final PolicySecrets secrets;
    private final OutputService outputs;

    CompiledIntegrations(PackagePolicyRepository policies, PolicySecrets secrets, OutputService outputs) {
        this.policies = policies;
        this.secrets = secrets;
        this.outputs = outputs;
    }

    @Override
    public List<Integration> of(AgentPolicy agentPolicy) {
        var on = policies.on(List.of(agentPolicy.id())).stream()
                .filter(PackagePolicy::isEnabled)
                .toList();
        var values = on.isEmpty()
                ? Map.<String, Map<String, String>>of()
                : secrets.values(on.stream().map(PackagePolicy::id).toList());
        return on.stream()
                .map(policy -> integration(policy, agentPolicy, values.getOrDefault(policy.id(), Map.of())))
                .toList();
    }

    private Integration integration(PackagePolicy policy, AgentPolicy agentPolicy, Map<String, String> values) {
        var inputs = new AgentInputs(policy, agentPolicy);
        var inOrder = new LinkedHashMap<String, String>();
        policy.secretIds().stream().filter(values::containsKey).forEach(id -> inOrder.put(id, values.get(id)));
        return new Integration(
                policy.id(),
                policy.name(),
                policy.packageName(),
                policy.outputId().map(outputs::require).orElse(null),
                inputs.inputs(),
                inputs.permissions(),
                inOrder);
    }
}

package dev.garrison.fleet.agentpolicies;

import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.platform.http.ApiException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/** The outputs that are in effect for an agent policy, named by it or by default. */
@ApplicationScoped
class AgentPolicyOutputs {
    private final AgentPolicyService policies;
    private final OutputService outputs;
    private final List<PolicyIntegrations> integrations;

    AgentPolicyOutputs(AgentPolicyService policies, OutputService outputs, @All List<PolicyIntegrations> integrations) {
        this.policies = policies;
        this.outputs = outputs;
        this.integrations = integrations;
    }

    /** @throws ApiException 404 */
    @Transactional
    Outputs of(String policyId) {
        var policy = policies.require(policyId);
        var data = outputs.forData(policy.settings.path("data_output_id").textValue());
        var monitoring = outputs.forMonitoring(
                policy.settings.path("monitoring_output_id").textValue());
        var own = integrations.stream()
                .flatMap(kind -> kind.of(policy).stream())
                .filter(integration -> integration.output() != null)
                .map(integration -> new Integration(
                        integration.packageName(),
                        integration.name(),
                        integration.output().id(),
                        integration.output().name()))
                .toList();
        return new Outputs(policyId, new Monitoring(Output.of(monitoring)), new Data(Output.of(data), own));
    }

    /** @throws ApiException 404: one of them */
    @Transactional
    List<Outputs> of(List<String> policyIds) {
        return policyIds.stream().map(this::of).toList();
    }

    record Outputs(String agentPolicyId, @NotNull Monitoring monitoring, @NotNull Data data) {}

    record Monitoring(@NotNull Output output) {}

    /** @param integrations those with an output of their own */
    record Data(@NotNull Output output, List<Integration> integrations) {}

    record Output(@NotNull String id, @NotNull String name) {
        static Output of(OutputSettings output) {
            return new Output(output.id(), output.name());
        }
    }

    record Integration(String pkgName, String integrationPolicyName, String id, String name) {}
}

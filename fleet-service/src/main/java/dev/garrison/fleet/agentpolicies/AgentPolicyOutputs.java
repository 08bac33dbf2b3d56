package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.outputs.OutputSettings;
import dev.garrison.platform.http.ApiException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The outputs that are in effect for an agent policy, named by it or by default. */
@ApplicationScoped
class AgentPolicyOutputs {
    private final AgentPolicyRepository policies;
    private final OutputService outputs;
    private final List<PolicyIntegrations> integrations;

    AgentPolicyOutputs(
            AgentPolicyRepository policies, OutputService outputs, @All List<PolicyIntegrations> integrations) {
        this.policies = policies;
        this.outputs = outputs;
        this.integrations = integrations;
    }

    /**
     * In the order of the ids.
     *
     * @throws ApiException 404: one of the policies does not exist
     */
    @Transactional
    List<Outputs> of(List<String> policyIds) {
        var found = policies.byIds(policyIds).stream().collect(Collectors.toMap(AgentPolicy::id, Function.identity()));
        var known = outputs.list();
        return policyIds.stream()
                .map(id -> Optional.ofNullable(found.get(id))
                        .orElseThrow(() -> ApiException.notFound("Agent policy %s not found", id)))
                .map(policy -> of(policy, known))
                .toList();
    }

    private Outputs of(AgentPolicy policy, List<OutputSettings> known) {
        var data = named(policy.settings.path("data_output_id"), known, OutputSettings::isDefault);
        var monitoring =
                named(policy.settings.path("monitoring_output_id"), known, OutputSettings::isDefaultMonitoring);
        var own = integrations.stream()
                .flatMap(kind -> kind.of(policy).stream())
                .filter(integration -> integration.output() != null)
                .map(integration -> new Integration(
                        integration.packageName(),
                        integration.name(),
                        integration.output().id(),
                        integration.output().name()))
                .toList();
        return new Outputs(policy.id, new Monitoring(monitoring), new Data(data, own));
    }

    private static Output named(JsonNode id, List<OutputSettings> known, Predicate<OutputSettings> isDefault) {
        return known.stream()
                .filter(id.isTextual() ? output -> output.id().equals(id.textValue()) : isDefault)
                .findFirst()
                .map(output -> new Output(output.id(), output.name()))
                .orElseThrow();
    }

    record Outputs(String agentPolicyId, @NotNull Monitoring monitoring, @NotNull Data data) {}

    record Monitoring(@NotNull Output output) {}

    /** @param integrations those with an output of their own */
    record Data(@NotNull Output output, List<Integration> integrations) {}

    record Output(@NotNull String id, @NotNull String name) {}

    record Integration(String pkgName, String integrationPolicyName, String id, String name) {}
}

package dev.garrison.fleet.agentpolicies;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Integrations that a test has put on a policy. */
@ApplicationScoped
class TestIntegrations implements PolicyIntegrations {
    private final Map<String, Supplier<List<Integration>>> byPolicy = new ConcurrentHashMap<>();

    void on(String policyId, Supplier<List<Integration>> integrations) {
        byPolicy.put(policyId, integrations);
    }

    @Override
    public List<Integration> of(AgentPolicy policy) {
        return byPolicy.getOrDefault(policy.id(), List::of).get();
    }
}

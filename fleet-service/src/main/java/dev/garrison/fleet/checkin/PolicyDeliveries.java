package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.garrison.fleet.agentpolicies.CompiledPolicies;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The newest revision of each policy in use, as agents get it. */
@ApplicationScoped
class PolicyDeliveries {
    private static final int MOST = 500;

    private final Cache<String, PolicyDelivery> byPolicy =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final CompiledPolicies policies;
    private final ObjectMapper json;

    PolicyDeliveries(CompiledPolicies policies, ObjectMapper json) {
        this.policies = policies;
        this.json = json;
    }

    /**
     * @param revision the policy has it, or a newer one
     * @return empty: the policy cannot be delivered, for it has no output or is gone
     */
    Optional<PolicyDelivery> atLeast(String policyId, int revision) {
        var known = byPolicy.getIfPresent(policyId);
        if (known != null && known.revision() >= revision) {
            return Optional.of(known);
        }
        var compiled = QuarkusTransaction.joiningExisting()
                .call(() -> policies.latest(policyId))
                .filter(policy -> !policy.policy().path("outputs").isEmpty()) // agents refuse a policy without
                .map(policy -> PolicyDelivery.of(policy, json));
        compiled.ifPresent(
                delivery -> byPolicy.asMap().merge(policyId, delivery, (a, b) -> a.revision() > b.revision() ? a : b));
        return compiled;
    }
}

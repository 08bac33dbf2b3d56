package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Compiled policies: for agents from memory as long as the revision is the same, for administrators compiled afresh. */
@ApplicationScoped
public class CompiledPolicies {
    private static final int MOST_POLICIES = 2000;

    private final AgentPolicyRepository policies;
    private final PolicySnapshots snapshots;
    private final PolicyCompiler compiler;
    private final Cache<Revision, CompiledPolicy> compiled =
            Caffeine.newBuilder().maximumSize(MOST_POLICIES).build();

    CompiledPolicies(AgentPolicyRepository policies, PolicySnapshots snapshots, PolicyCompiler compiler) {
        this.policies = policies;
        this.snapshots = snapshots;
        this.compiler = compiler;
    }

    private record Revision(String policyId, int revision) {}

    /**
     * What the policy's agents should have now. Costs one indexed read; many callers at once make it compile once. Better called
     * outside a transaction: callers that wait for the one that compiles should not keep a connection each from it.
     *
     * @return nothing where there is no such policy
     */
    public Optional<CompiledPolicy> latest(String policyId) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> policies.head(policyId))
                .map(head -> compiled.get(new Revision(policyId, head.revision()), this::compile));
    }

    private CompiledPolicy compile(Revision wanted) {
        return snapshots
                .of(wanted.policyId())
                .map(snapshot -> new CompiledPolicy(
                        snapshot.id(),
                        snapshot.revision(), // may be newer than the wanted one
                        snapshot.revisedAt(),
                        compiler.compile(snapshot, PolicyCompiler.Reader.AGENT),
                        snapshot.outputs().entrySet().stream()
                                .filter(output -> output.getValue().isElasticsearch())
                                .map(output -> output.getKey())
                                .toList()))
                .orElse(null);
    }

    /** As an administrator sees it, compiled now. */
    Optional<ObjectNode> compileNow(String policyId, PolicyCompiler.Reader reader) {
        return snapshots.of(policyId).map(snapshot -> compiler.compile(snapshot, reader));
    }
}

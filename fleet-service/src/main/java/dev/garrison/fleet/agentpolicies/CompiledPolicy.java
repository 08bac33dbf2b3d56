package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * An agent policy as its agents get it.
 *
 * @param createdAt since when there is this revision
 * @param policy shared: never change it. Its Elasticsearch outputs have no {@code api_key}, for each agent has its own
 * @param elasticsearchOutputs names of the outputs for which that is so
 */
public record CompiledPolicy(
        String policyId, int revision, Instant createdAt, ObjectNode policy, List<String> elasticsearchOutputs) {

    /** Keeps the secrets of outputs out of logs. */
    @Override
    public String toString() {
        return "CompiledPolicy[" + policyId + ":" + revision + "]";
    }
}

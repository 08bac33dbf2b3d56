package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.outputs.OutputSettings;
import java.util.List;
import java.util.Map;

/** Where compiled policies get their inputs: a bean of this kind knows integrations that sit on agent policies. */
public interface PolicyIntegrations {
    /** The enabled integrations of the policy, in a stable order. Called inside a read-only transaction. */
    List<Integration> of(AgentPolicy policy);

    /**
     * One integration, as the compiler needs it.
     *
     * @param id of the package policy
     * @param name of the package policy
     * @param packageName e.g. {@code nginx}
     * @param output its own output; null for the policy's
     * @param inputs compiled, complete but for {@code use_output}; secrets are placeholders
     * @param permissions what its data needs on the output, as under its id in {@code output_permissions}
     * @param secrets by id: the values that are put in place of placeholders on the way to agents
     */
    record Integration(
            String id,
            String name,
            String packageName,
            OutputSettings output,
            List<ObjectNode> inputs,
            ObjectNode permissions,
            Map<String, String> secrets) {

        /** Keeps secrets out of logs. */
        @Override
        public String toString() {
            return "Integration[" + id + "]";
        }
    }
}

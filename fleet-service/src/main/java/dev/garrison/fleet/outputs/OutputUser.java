package dev.garrison.fleet.outputs;

import java.util.Collection;
import java.util.List;

/** Integrations, as far as outputs must know them. A bean of this kind is asked before an output changes and told when one goes. */
public interface OutputUser {
    /** The integrations of these packages, once for each agent policy that they are on. */
    List<Use> of(Collection<String> packageNames);

    /** Ids of agent policies with an integration that has this output as its own. */
    Collection<String> policiesOf(String outputId);

    /** The output is going: integrations that have it as their own use their policy's from now on. */
    void release(String outputId);

    /**
     * An integration on an agent policy.
     *
     * @param dataOutputId what the policy names for its data; null: the default
     * @param ownOutputId the integration's own; null: the policy's
     */
    record Use(String policyId, String policyName, String packageName, String dataOutputId, String ownOutputId) {
        boolean followsTheDefault() {
            return dataOutputId == null && ownOutputId == null;
        }

        boolean isOf(String outputId) {
            return outputId.equals(ownOutputId == null ? dataOutputId : ownOutputId);
        }
    }
}

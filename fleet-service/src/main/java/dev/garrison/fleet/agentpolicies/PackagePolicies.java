package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Package policies, as far as agent policies must know them. A bean of this kind keeps them. */
public interface PackagePolicies {
    /**
     * Makes sure that a package is there for {@link #add}. Outside any transaction.
     *
     * @throws dev.garrison.platform.http.ApiException 404: it is not to be had
     */
    void install(String packageName, String space);

    /** Puts an integration as its package proposes it on a policy that is being made, in the transaction of that. */
    void add(String packageName, AgentPolicy policy);

    /** Names of the packages that a policy has. */
    Set<String> packagesOn(String policyId);

    /** Whole package policies as clients see them, by the policies that they are on. */
    Map<String, List<ObjectNode>> on(Collection<String> policyIds, boolean simplified);

    /**
     * Gives a copy of a policy what the original has: copies of its own integrations, and the shared ones.
     *
     * @throws dev.garrison.platform.http.ApiException 400: one is managed
     */
    void copy(String originalId, AgentPolicy copy);

    /**
     * The policy is going: its own integrations go with it, and shared ones stay on the others.
     *
     * @param force also managed ones
     * @throws dev.garrison.platform.http.ApiException 400: one is managed, without {@code force}
     */
    void release(AgentPolicy policy, boolean force);
}

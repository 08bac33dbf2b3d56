package dev.garrison.fleet.agentpolicies;

/**
 * What a check-in needs to know of an agent policy.
 *
 * @param isManaged see {@link AgentPolicy#isManaged()}
 * @param inactivityTimeout seconds without a check-in after which an agent is inactive; 0 for never
 * @param unenrollTimeout seconds after which an inactive agent is unenrolled; null for never
 */
public record PolicyHead(String id, int revision, boolean isManaged, int inactivityTimeout, Integer unenrollTimeout) {}

package dev.garrison.fleet.agents;

/** What is refused where another system manages the agent policy, in Kibana's words. */
final class Hosted {
    private static final String WHY =
            " in Fleet because the agent policy is managed by an external orchestration solution, such as Elastic Cloud,"
                    + " Kubernetes, etc. Please make changes using your orchestration solution.";

    private Hosted() {}

    static String unenroll(String agentId, String policyId) {
        return "Cannot unenroll " + agentId + " from a hosted agent policy " + policyId + WHY;
    }

    static String upgrade(String agentId, String policyId) {
        return "Cannot upgrade agent " + agentId + " in hosted agent policy " + policyId + WHY;
    }

    static String bulkUpgrade(String policyId) {
        return "Cannot upgrade agent in hosted agent policy " + policyId + WHY;
    }

    static String reassignFrom(String policyId) {
        return "Cannot reassign an agent from hosted agent policy " + policyId + WHY;
    }

    static String reassignTo(String policyId) {
        return "Cannot reassign agents to hosted agent policy " + policyId + WHY;
    }
}

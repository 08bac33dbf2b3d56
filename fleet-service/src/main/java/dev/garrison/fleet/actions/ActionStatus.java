package dev.garrison.fleet.actions;

import java.time.Instant;
import java.util.List;

/**
 * How far an action, or a new revision of a policy, has come.
 *
 * @param nbAgentsActioned how many agents the request meant
 * @param nbAgentsActionCreated to how many of them it was addressed so far
 * @param nbAgentsAck may be negative: failures are also counted for agents that do not exist
 * @param latestErrors newest first; null for policy changes
 */
public record ActionStatus(
        String actionId,
        ActionType type,
        Status status,
        Instant creationTime,
        Instant expiration,
        Instant startTime,
        Instant completionTime,
        Instant cancellationTime,
        long nbAgentsActioned,
        long nbAgentsActionCreated,
        long nbAgentsAck,
        long nbAgentsFailed,
        Boolean hasRolloutPeriod,
        String version,
        String newPolicyId,
        String policyId,
        Integer revision,
        List<AgentError> latestErrors) {

    ActionStatus withErrors(List<AgentError> errors) {
        return new ActionStatus(
                actionId,
                type,
                status,
                creationTime,
                expiration,
                startTime,
                completionTime,
                cancellationTime,
                nbAgentsActioned,
                nbAgentsActionCreated,
                nbAgentsAck,
                nbAgentsFailed,
                hasRolloutPeriod,
                version,
                newPolicyId,
                policyId,
                revision,
                errors);
    }

    /** As Kibana names them. */
    public enum Status {
        COMPLETE,
        EXPIRED,
        CANCELLED,
        FAILED,
        IN_PROGRESS,
        ROLLOUT_PASSED
    }

    /** @param hostname the agent's id where the host's name is unknown */
    public record AgentError(String agentId, String error, Instant timestamp, String hostname) {}
}

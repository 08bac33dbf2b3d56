package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.events.DomainEvent;
import java.time.Instant;

/**
 * {@code fleet.agent.changed}: an agent after the change.
 *
 * @param localMetadata what the agent says of itself under {@code elastic}, {@code host} and {@code os}
 */
public record AgentChanged(
        String agentId,
        Change change,
        String policyId,
        Integer policyRevision,
        String agentVersion,
        boolean active,
        AgentStatus status,
        Instant enrolledAt,
        Instant lastCheckin,
        ObjectNode localMetadata)
        implements DomainEvent {
    /** As it is called in the event. */
    public enum Change {
        enrolled,
        unenrolled,
        policy,
        status,
        metadata
    }

    @Override
    public String type() {
        return "fleet.agent.changed";
    }

    @Override
    public String subject() {
        return agentId;
    }
}

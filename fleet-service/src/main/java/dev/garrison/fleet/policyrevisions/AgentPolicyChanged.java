package dev.garrison.fleet.policyrevisions;

import dev.garrison.platform.events.DomainEvent;

/** {@code fleet.policy.changed}: an agent policy was written. */
public record AgentPolicyChanged(String policyId, int revision, Change change) implements DomainEvent {
    /** As it is called in the event. */
    public enum Change {
        created,
        updated,
        deleted
    }

    @Override
    public String type() {
        return "fleet.policy.changed";
    }

    @Override
    public String subject() {
        return policyId;
    }
}

package dev.garrison.fleet.agents;

import dev.garrison.platform.events.DomainEvent;
import java.util.List;
import java.util.Objects;

/**
 * {@code fleet.agents.changed}: what {@link AgentChanged} says of one agent, for many to whom the same has happened. What is not in
 * it has not changed.
 *
 * @param agentIds up to a thousand
 */
public record AgentsChanged(
        AgentChanged.Change change, String policyId, boolean active, AgentStatus status, List<String> agentIds)
        implements DomainEvent {
    @Override
    public String type() {
        return "fleet.agents.changed";
    }

    /** Their policy. Between this and an agent's own events there is no order but that of their times. */
    @Override
    public String subject() {
        return Objects.requireNonNullElse(policyId, "none");
    }
}

package dev.garrison.apm.agentconfiguration;

import dev.garrison.platform.events.DomainEvent;

/**
 * {@code apm.agent-configuration.changed}.
 *
 * @param service absent: every service
 * @param environment absent: every environment
 */
record AgentConfigurationChanged(String service, String environment, Change change) implements DomainEvent {
    enum Change {
        created,
        updated,
        deleted
    }

    @Override
    public String type() {
        return "apm.agent-configuration.changed";
    }

    @Override
    public String subject() {
        return (service == null ? "*" : service) + "/" + (environment == null ? "*" : environment);
    }
}

package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.events.EventHandler;
import dev.garrison.platform.events.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Keeps the list of hosts as fleet-service's agents are: {@code fleet.agent.changed}. */
@ApplicationScoped
class HostsFollowAgents implements EventHandler {
    private final HostRepository hosts;
    private final ObjectMapper json;

    HostsFollowAgents(HostRepository hosts, ObjectMapper json) {
        this.hosts = hosts;
        this.json = json;
    }

    @Override
    public Set<String> types() {
        return Set.of("fleet.agent.changed");
    }

    @Override
    public void handle(ReceivedEvent event) {
        try {
            hosts.apply(json.treeToValue(event.data(), AgentChange.class), event.time());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an agent's change", e);
        }
    }
}

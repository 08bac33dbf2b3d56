package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.events.EventHandler;
import dev.garrison.platform.events.ReceivedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Keeps the list of hosts as fleet-service's agents are: {@code fleet.agent.changed}, {@code fleet.agents.changed}. */
@ApplicationScoped
class HostsFollowAgents implements EventHandler {
    private static final String ONE = "fleet.agent.changed";
    private static final String MANY = "fleet.agents.changed";

    private final HostRepository hosts;
    private final ObjectMapper json;

    HostsFollowAgents(HostRepository hosts, ObjectMapper json) {
        this.hosts = hosts;
        this.json = json;
    }

    @Override
    public Set<String> types() {
        return Set.of(ONE, MANY);
    }

    @Override
    public void handle(ReceivedEvent event) {
        try {
            if (event.type().equals(MANY)) {
                hosts.apply(json.treeToValue(event.data(), AgentsChange.class), event.time());
            } else {
                hosts.apply(json.treeToValue(event.data(), AgentChange.class), event.time());
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an agent's change", e);
        }
    }
}

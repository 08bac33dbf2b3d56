package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.LinkedHashSet;
import java.util.List;

/** What may be written on an agent's record without a word to the agent. */
@ApplicationScoped
class AgentService {
    private final AgentList agents;
    private final Actions actions;
    private final AgentChanges changes;
    private final Database database;

    AgentService(AgentList agents, Actions actions, AgentChanges changes, Database database) {
        this.agents = agents;
        this.actions = actions;
        this.changes = changes;
        this.database = database;
    }

    /** @throws ApiException 404 */
    AgentItem get(String agentId) {
        return agents.find(agentId).orElseThrow(() -> notFound(agentId));
    }

    /**
     * @param tags null: keep them; else what remains of them without duplicates, in this order
     * @param userProvidedMetadata null: keep it
     * @throws ApiException 404
     */
    @Transactional
    AgentItem update(String agentId, List<String> tags, ObjectNode userProvidedMetadata) {
        int written = database.update(
                """
                update agent set tags = coalesce(?, tags),
                    user_provided_metadata = coalesce(cast(? as jsonb), user_provided_metadata)
                where id = ?""",
                tags == null ? null : new LinkedHashSet<>(tags),
                userProvidedMetadata,
                agentId);
        if (written == 0) {
            throw notFound(agentId);
        }
        return get(agentId);
    }

    /**
     * Takes the agent out of service; its record stays.
     *
     * @throws ApiException 404
     */
    @Transactional
    void delete(String agentId) {
        if (database.update("update agent set active = false where id = ?", agentId) == 0) {
            throw notFound(agentId);
        }
        changes.publish(Change.unenrolled, List.of(agentId));
        actions.wake(agentId);
    }

    private static ApiException notFound(String agentId) {
        return ApiException.notFound("Agent %s not found", agentId);
    }
}

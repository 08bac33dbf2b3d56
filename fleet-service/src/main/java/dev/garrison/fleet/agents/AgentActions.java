package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** Actions as clients write them: a single one for an agent, and the end of one. */
@ApplicationScoped
class AgentActions {
    private final LockedAgents agents;
    private final Actions actions;
    private final BulkOperations bulk;
    private final BulkBatches batches;
    private final UpgradeCancellation cancellation;
    private final Database database;
    private final Clock clock;

    AgentActions(
            LockedAgents agents,
            Actions actions,
            BulkOperations bulk,
            BulkBatches batches,
            UpgradeCancellation cancellation,
            Database database,
            Clock clock) {
        this.agents = agents;
        this.actions = actions;
        this.bulk = bulk;
        this.batches = batches;
        this.cancellation = cancellation;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Tells the agent, and nothing else: its record stays as it is until it acknowledges.
     *
     * @param data,ackData as the client sent them, or null
     * @throws ApiException 404: no such agent
     */
    @Transactional
    AgentActionItem create(String agentId, ActionType type, JsonNode data, JsonNode ackData, String user) {
        var agent = agents.require(agentId);
        var action = NewAction.of(type, data, user).withAckData(ackData);
        var created = actions.create(action, List.of(agent.id()));
        return new AgentActionItem(
                action.id(), type, data, ackData, List.of(agentId), created.at(), created.expiration());
    }

    /**
     * Calls an upgrade off: agents that have not begun it do not, and none of them counts as upgrading. Other actions go their way.
     *
     * @throws ApiException 404: no such action
     */
    @Transactional
    AgentActionItem cancel(String actionId, String user) {
        var type = database.first(
                        "select type from agent_action where action_id = ? order by batch limit 1",
                        row -> ActionType.valueOf(row.text("type")),
                        actionId)
                .orElseThrow(() -> ApiException.notFound("Action not found"));
        if (type != ActionType.UPGRADE) {
            var nothing = NewAction.of(ActionType.CANCEL, null, user);
            return new AgentActionItem(nothing.id(), ActionType.CANCEL, null, null, null, clock.instant(), null);
        }
        batches.removeAll(actionId);
        var request = new UpgradeCancellation.Request(actionId);
        var filter = AgentFilter.all()
                .and(
                        """
                        a.id in (select agent_id from agent_action_target join agent_action using (seq)
                        where action_id = ?)""",
                        actionId);
        var cancelId = bulk.start(cancellation, request, filter, user);
        var action = cancellation.action(request, user);
        return new AgentActionItem(cancelId, ActionType.CANCEL, action.data(), null, null, clock.instant(), null);
    }

    /**
     * Agents that the actions are for.
     *
     * @param actionIds also {@code policyId:revision}, for all agents of that policy; unknown ones have no agents
     */
    List<String> agentsOf(Collection<String> actionIds) {
        return database.list(
                """
                select agent_id from agent_action_target join agent_action using (seq) where action_id = any(?)
                union
                select a.id from agent_policy_revision r join agent a on a.policy_id = r.policy_id
                where a.active and r.policy_id || ':' || r.revision = any(?) and r.policy_id = any(?)
                order by 1""",
                row -> row.text("agent_id"),
                actionIds,
                actionIds,
                actionIds.stream().map(id -> id.replaceFirst(":[^:]*$", "")).toList());
    }
}

package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.LockedAgents.LockedAgent;
import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells the agents of an upgrade that it is called off. */
@ApplicationScoped
class UpgradeCancellation implements BulkOperation<UpgradeCancellation.Request> {
    private final LockedAgents agents;
    private final Actions actions;
    private final AgentChanges changes;
    private final Database database;

    UpgradeCancellation(LockedAgents agents, Actions actions, AgentChanges changes, Database database) {
        this.agents = agents;
        this.actions = actions;
        this.changes = changes;
        this.database = database;
    }

    record Request(String actionId) {}

    @Override
    public String name() {
        return "cancel_upgrade";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        var data = JsonNodeFactory.instance.objectNode().put("target_id", request.actionId());
        return NewAction.of(ActionType.CANCEL, data, user);
    }

    @Override
    public void run(BulkBatch batch, Request request) {
        var found =
                agents.lockAll(batch.agentIds()).stream().map(LockedAgent::id).toList();
        database.update("update agent set upgraded_at = null, upgrade_started_at = null where id = any(?)", found);
        changes.publish(Change.status, found);
        actions.create(batch.part(action(request, batch.user()), found.size()), found);
    }
}

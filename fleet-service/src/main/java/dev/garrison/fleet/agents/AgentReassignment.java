package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;

/** Moves agents to other agent policies, which they receive at their next check-in. */
@ApplicationScoped
class AgentReassignment {
    private final LockedAgents agents;
    private final Actions actions;
    private final AgentChanges changes;
    private final Database database;

    AgentReassignment(LockedAgents agents, Actions actions, AgentChanges changes, Database database) {
        this.agents = agents;
        this.actions = actions;
        this.changes = changes;
        this.database = database;
    }

    /** @throws ApiException 404: no such policy, no such agent; 400: one of the two policies is hosted */
    @Transactional
    void reassign(String agentId, String policyId, String user) {
        requireTarget(policyId);
        var agent = agents.require(agentId);
        if (agent.hosted()) {
            throw ApiException.badRequest("%s", Hosted.reassignFrom(agent.policyId()));
        }
        move(action(policyId, user), List.of(agentId), policyId);
    }

    /**
     * The policy stays until the transaction ends.
     *
     * @throws ApiException 404: no such policy; 400: it is hosted
     */
    @Transactional(Transactional.TxType.MANDATORY)
    void requireTarget(String policyId) {
        var hosted = database.first(
                        "select is_managed from agent_policy where id = ? for key share",
                        row -> row.flag("is_managed"),
                        policyId)
                .orElseThrow(() -> ApiException.notFound("Agent policy not found: %s", policyId));
        if (hosted) {
            throw ApiException.badRequest("%s", Hosted.reassignTo(policyId));
        }
    }

    static NewAction action(String policyId, String user) {
        var data = JsonNodeFactory.instance.objectNode().put("policy_id", policyId);
        return NewAction.of(ActionType.POLICY_REASSIGN, data, user);
    }

    /** @param agentIds of locked agents */
    @Transactional(Transactional.TxType.MANDATORY)
    void move(NewAction action, Collection<String> agentIds, String policyId) {
        database.update(
                """
                update agent set policy_id = ?, policy_revision = null, namespaces = (
                    select array(select jsonb_array_elements_text(settings -> 'space_ids'))
                    from agent_policy where id = ? and jsonb_typeof(settings -> 'space_ids') = 'array')
                where id = any(?)""",
                policyId,
                policyId,
                agentIds);
        changes.publish(Change.policy, agentIds);
        actions.create(action, agentIds);
    }
}

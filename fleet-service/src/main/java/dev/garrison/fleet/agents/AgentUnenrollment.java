package dev.garrison.fleet.agents;

import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/** How agents leave: they are asked to, or are locked out at once. */
@ApplicationScoped
public class AgentUnenrollment {
    private final LockedAgents agents;
    private final Actions actions;
    private final ActionResults results;
    private final AgentChanges changes;
    private final Database database;
    private final Clock clock;

    AgentUnenrollment(
            LockedAgents agents,
            Actions actions,
            ActionResults results,
            AgentChanges changes,
            Database database,
            Clock clock) {
        this.agents = agents;
        this.actions = actions;
        this.results = results;
        this.changes = changes;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Asks the agent to leave, which it has once it acknowledges; or, revoking its keys, ends it at once.
     *
     * @param force also where the agent policy is hosted
     * @throws ApiException 404: no such agent; 400: its policy is hosted
     */
    @Transactional
    void unenroll(String agentId, boolean force, boolean revoke, String user) {
        var agent = agents.require(agentId);
        if (agent.hosted() && !force) {
            throw ApiException.badRequest("%s", Hosted.unenroll(agentId, agent.policyId()));
        }
        if (revoke) {
            revoke(NewAction.of(ActionType.FORCE_UNENROLL, null, user), List.of(agentId));
        } else {
            request(NewAction.of(ActionType.UNENROLL, null, user), List.of(agentId));
        }
    }

    /** @param action of type UNENROLL @param agentIds of locked agents */
    @Transactional(Transactional.TxType.MANDATORY)
    void request(NewAction action, Collection<String> agentIds) {
        database.update("update agent set unenrollment_started_at = ? where id = any(?)", clock.instant(), agentIds);
        changes.publish(Change.status, agentIds);
        actions.create(action, agentIds);
    }

    /** @param action of type FORCE_UNENROLL @param agentIds of locked agents */
    @Transactional(Transactional.TxType.MANDATORY)
    void revoke(NewAction action, Collection<String> agentIds) {
        end(agentIds);
        results.succeedPending(ActionType.UNENROLL, agentIds);
        results.succeed(action.id(), agentIds);
        actions.create(action, agentIds);
    }

    /** The agents have left: their keys are invalid from this commit on. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void end(Collection<String> agentIds) {
        database.update(
                """
                update agent set active = false, unenrolled_at = ?, access_api_key_valid = false, outputs = '{}'
                where id = any(?)""",
                clock.instant(),
                agentIds);
        results.abandonInputActions(agentIds, "The agent was unenrolled");
        changes.publish(Change.unenrolled, agentIds);
    }
}

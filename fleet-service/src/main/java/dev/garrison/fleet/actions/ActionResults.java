package dev.garrison.fleet.actions;

import dev.garrison.fleet.database.Database;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;

/** How actions ended, per agent: the first result stands. For results that agents do not send themselves. */
@ApplicationScoped
public class ActionResults {
    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    ActionResults(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    public void succeed(String actionId, Collection<String> agentIds) {
        database.update(
                """
                insert into agent_action_result (action_id, agent_id, created_at)
                select ?, id, ? from unnest(?) as id on conflict do nothing""",
                actionId,
                clock.instant(),
                agentIds);
    }

    /** @param errors by agent id, also of agents that do not exist */
    @Transactional(Transactional.TxType.MANDATORY)
    public void fail(String actionId, Map<String, String> errors) {
        database.update(
                """
                insert into agent_action_result (action_id, agent_id, created_at, error)
                select ?, failed.id, ?, failed.error from unnest(?, ?) as failed(id, error) on conflict do nothing""",
                actionId,
                clock.instant(),
                errors.keySet(),
                errors.values());
    }

    /** What inputs of the agents still had to do will not be done, which those who asked for it are told. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void abandonInputActions(Collection<String> agentIds, String why) {
        var abandoned = database.list(
                """
                with pending as (
                    select distinct action.action_id, target.agent_id, action.input_type
                    from agent_action_target target join agent_action action using (seq)
                    where target.agent_id = any(?) and action.type = 'INPUT_ACTION'
                        and (action.expiration is null or action.expiration > ?)
                ), failed as (
                    insert into agent_action_result (action_id, agent_id, created_at, error)
                    select action_id, agent_id, ?, ? from pending on conflict do nothing returning action_id, agent_id
                )
                select * from failed join pending using (action_id, agent_id)""",
                row -> ActionResult.failed(
                        row.text("action_id"),
                        ActionType.INPUT_ACTION,
                        row.text("input_type"),
                        row.text("agent_id"),
                        why),
                agentIds,
                clock.instant(),
                clock.instant(),
                why);
        outbox.publishAll(abandoned);
    }

    /** What the agents still had to do of this type counts as done. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void succeedPending(ActionType type, Collection<String> agentIds) {
        database.update(
                """
                insert into agent_action_result (action_id, agent_id, created_at)
                select distinct action.action_id, target.agent_id, cast(? as timestamptz)
                from agent_action_target target join agent_action action using (seq)
                where target.agent_id = any(?) and action.type = ?
                on conflict do nothing""",
                clock.instant(),
                agentIds,
                type);
    }
}

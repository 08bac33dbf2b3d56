package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;

/** Tells other services of changed agents. */
@ApplicationScoped
public class AgentChanges {
    private static final int MOST_TOLD_ONE_BY_ONE = 100;
    private static final int MOST_IN_ONE_EVENT = 1000;

    private final Database database;
    private final Outbox outbox;

    AgentChanges(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /**
     * Tells of the agents as they are now, in the caller's transaction: call it after the change. A few have an event each; many to whom
     * the same has happened share one, so that moving a whole fleet does not keep every consumer busy for minutes.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public void publish(Change change, Collection<String> agentIds) {
        if (agentIds.size() <= MOST_TOLD_ONE_BY_ONE) {
            publishEach(change, agentIds);
        } else {
            publishTogether(change, agentIds);
        }
    }

    private void publishTogether(Change change, Collection<String> agentIds) {
        List<AgentsChanged> events = database.list(
                """
                select policy_id, active, status, array_agg(id) as ids
                from (
                    select a.id, a.policy_id, a.active, %1$s as status,
                        (row_number() over (partition by a.policy_id, a.active, %1$s) - 1) / ? as part
                    from agent a left join agent_policy p on p.id = a.policy_id
                    where a.id = any(?)
                ) changed
                group by policy_id, active, status, part"""
                        .formatted(AgentStatus.SQL),
                row -> new AgentsChanged(
                        change,
                        row.text("policy_id"),
                        row.flag("active"),
                        AgentStatus.valueOf(row.text("status")),
                        row.texts("ids")),
                MOST_IN_ONE_EVENT,
                agentIds);
        outbox.publishAll(events);
    }

    private void publishEach(Change change, Collection<String> agentIds) {
        List<AgentChanged> events = database.list(
                """
                select a.id, a.policy_id, a.policy_revision, a.agent_version, a.active, %s as status, a.enrolled_at,
                    a.last_checkin, jsonb_strip_nulls(jsonb_build_object('elastic', a.local_metadata -> 'elastic',
                        'host', a.local_metadata -> 'host', 'os', a.local_metadata -> 'os')) as local_metadata
                from agent a left join agent_policy p on p.id = a.policy_id
                where a.id = any(?) order by a.id"""
                        .formatted(AgentStatus.SQL),
                row -> event(change, row),
                agentIds);
        outbox.publishAll(events);
    }

    private static AgentChanged event(Change change, Row row) {
        return new AgentChanged(
                row.text("id"),
                change,
                row.text("policy_id"),
                row.integer("policy_revision"),
                row.text("agent_version"),
                row.flag("active"),
                AgentStatus.valueOf(row.text("status")),
                row.instant("enrolled_at"),
                row.instant("last_checkin"),
                (ObjectNode) row.json("local_metadata"));
    }
}

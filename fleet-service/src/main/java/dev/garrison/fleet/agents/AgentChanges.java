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
    private final Database database;
    private final Outbox outbox;

    AgentChanges(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /** An event for each agent as it is now, in the caller's transaction: call it after the change. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void publish(Change change, Collection<String> agentIds) {
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

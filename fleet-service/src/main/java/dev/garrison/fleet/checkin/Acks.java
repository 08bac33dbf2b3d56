package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.actions.ActionResult;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.AgentChanges;
import dev.garrison.fleet.agents.AgentUnenrollment;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What acknowledgements do: results are stored, the first of each pair of action and agent, and what the action meant has happened. */
@ApplicationScoped
class Acks {
    private final PolicyAcks policies;
    private final AgentUnenrollment unenrollment;
    private final AgentChanges changes;
    private final Actions actions;
    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    Acks(
            PolicyAcks policies,
            AgentUnenrollment unenrollment,
            AgentChanges changes,
            Actions actions,
            Database database,
            Outbox outbox,
            Clock clock) {
        this.policies = policies;
        this.unenrollment = unenrollment;
        this.changes = changes;
        this.actions = actions;
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** As HTTP says it. */
    record Outcome(int status, String message) {
        static final Outcome OK = new Outcome(200, "OK");
    }

    private record KnownAction(ActionType type, String inputType) {}

    /** @return how each went, in their order */
    @Transactional
    List<Outcome> take(KnownAgent agent, List<AckEvent> events) {
        database.list("select id from agent where id = ? for no key update", row -> row.text("id"), agent.id());
        var known = knownActions(agent.id(), events);
        var outcomes = new ArrayList<Outcome>();
        var taken = new ArrayList<AckEvent>();
        for (var event : events) {
            var action = known.get(event.actionId());
            if (event.agentId() != null && !event.agentId().equals(agent.id())) {
                outcomes.add(new Outcome(400, "agent_id does not match"));
            } else if (PolicyAcks.isPolicy(event)) {
                policies.take(agent.id(), event);
                outcomes.add(Outcome.OK);
            } else if (action == null) {
                outcomes.add(new Outcome(404, "action not found"));
            } else {
                taken.add(event);
                outcomes.add(Outcome.OK);
            }
        }
        store(agent.id(), taken, known);
        taken.forEach(event ->
                takeEffect(agent.id(), event, known.get(event.actionId()).type()));
        return outcomes;
    }

    /** Those that the agent was told to do. */
    private Map<String, KnownAction> knownActions(String agentId, List<AckEvent> events) {
        Map<String, KnownAction> known = new HashMap<>();
        database.list(
                """
                select c.action_id, c.type, c.input_type from agent_action c
                join agent_action_target t on t.seq = c.seq and t.agent_id = ?
                where c.action_id = any(?)""",
                row -> known.put(
                        row.text("action_id"),
                        new KnownAction(ActionType.valueOf(row.text("type")), row.text("input_type"))),
                agentId,
                events.stream().map(AckEvent::actionId).toList());
        return known;
    }

    private void store(String agentId, List<AckEvent> events, Map<String, KnownAction> known) {
        var isFirst = new HashSet<>(database.list(
                """
                insert into agent_action_result (action_id, agent_id, created_at, error, data)
                select distinct on (ack.id) ack.id, ?, cast(? as timestamptz), ack.error, cast(ack.data as jsonb)
                from unnest(?, ?, ?) with ordinality as ack(id, error, data, place) order by ack.id, ack.place
                on conflict do nothing returning action_id""",
                row -> row.text("action_id"),
                agentId,
                clock.instant(),
                events.stream().map(AckEvent::actionId).toList(),
                events.stream().map(AckEvent::error).toList(),
                events.stream().map(Acks::stored).toList()));
        outbox.publishAll(events.stream()
                .filter(event -> isFirst.remove(event.actionId()))
                .map(event -> result(agentId, event, known.get(event.actionId())))
                .toList());
    }

    private static JsonNode stored(AckEvent event) {
        return event.data() != null ? event.data() : event.actionResponse();
    }

    private static ActionResult result(String agentId, AckEvent event, KnownAction action) {
        return new ActionResult(
                event.actionId(),
                agentId,
                action.type(),
                action.inputType(),
                event.error(),
                event.data(),
                event.actionResponse(),
                event.startedAt(),
                event.completedAt());
    }

    private void takeEffect(String agentId, AckEvent event, ActionType type) {
        if (type == ActionType.UNENROLL && event.error() == null) {
            unenrollment.end(List.of(agentId));
            actions.wake(agentId);
        } else if (type == ActionType.UPGRADE && !event.retry()) {
            var upgradedAt = event.error() == null ? clock.instant().truncatedTo(ChronoUnit.SECONDS) : null;
            database.update(
                    """
                    update agent set upgrade_started_at = null, upgraded_at = coalesce(cast(? as timestamptz), upgraded_at)
                    where id = ?""",
                    upgradedAt,
                    agentId);
            changes.publish(Change.status, List.of(agentId));
        }
    }
}

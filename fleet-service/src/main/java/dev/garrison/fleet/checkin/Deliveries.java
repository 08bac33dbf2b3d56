package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.checkin.CheckinAnswer.AgentAction;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers check-ins for which there is something by now, hundreds with a handful of statements. The others go on waiting. */
@ApplicationScoped
class Deliveries {
    private static final int CHUNK = 500;
    private static final int MOST_ACTIONS = 100;

    private final WaitingCheckins checkins;
    private final PolicyDeliveries policies;
    private final OutputKeys outputKeys;
    private final Database database;
    private final ObjectMapper json;

    Deliveries(
            WaitingCheckins checkins,
            PolicyDeliveries policies,
            OutputKeys outputKeys,
            Database database,
            ObjectMapper json) {
        this.checkins = checkins;
        this.policies = policies;
        this.outputKeys = outputKeys;
        this.database = database;
        this.json = json;
    }

    /** What an agent's record says now. */
    private record State(String agentId, String policyId, Integer acknowledged, Integer latest, JsonNode outputs) {
        static State of(Row row) {
            return new State(
                    row.text("id"),
                    row.text("policy_id"),
                    row.integer("policy_revision"),
                    row.integer("revision"),
                    row.json("outputs"));
        }

        boolean wants(PolicyDelivery policy) {
            return acknowledged == null || acknowledged < policy.revision() || !hasKeysFor(policy);
        }

        boolean hasKeysFor(PolicyDelivery policy) {
            return policy.outputs().stream().allMatch(outputs::has);
        }
    }

    /** Pending actions come first, then a newer policy; who is no longer active is answered that there is nothing. */
    void deliver(Collection<WaitingCheckin> all) {
        var waiting = all.stream().filter(checkin -> !checkin.isAnswered()).toList();
        for (int from = 0; from < waiting.size(); from += CHUNK) {
            deliverChunk(waiting.subList(from, Math.min(from + CHUNK, waiting.size())));
        }
    }

    private void deliverChunk(List<WaitingCheckin> chunk) {
        var states = states(chunk);
        var actions = actions(chunk);
        Map<String, List<WaitingCheckin>> byPolicy = new HashMap<>();
        for (var checkin : chunk) {
            var state = states.get(checkin.agentId());
            var pending = actions.get(checkin.agentId());
            if (state == null) {
                checkins.answer(checkin, CheckinAnswer.NOTHING);
            } else if (pending != null) {
                checkins.answer(checkin, CheckinAnswer.of(pending, json));
            } else if (state.latest() != null) {
                byPolicy.computeIfAbsent(state.policyId(), id -> new ArrayList<>())
                        .add(checkin);
            }
        }
        byPolicy.forEach((policyId, agents) -> {
            int latest = states.get(agents.get(0).agentId()).latest();
            policies.atLeast(policyId, latest).ifPresent(policy -> deliver(policy, agents, states));
        });
    }

    private void deliver(PolicyDelivery policy, List<WaitingCheckin> agents, Map<String, State> states) {
        var behind = agents.stream()
                .filter(checkin -> states.get(checkin.agentId()).wants(policy))
                .toList();
        var withoutKeys = behind.stream()
                .map(WaitingCheckin::agentId)
                .filter(agentId -> !states.get(agentId).hasKeysFor(policy))
                .toList();
        var given =
                withoutKeys.isEmpty() ? Map.<String, JsonNode>of() : outputKeys.assign(withoutKeys, policy.outputs());
        for (var checkin : behind) {
            var agentId = checkin.agentId();
            var outputs = given.getOrDefault(agentId, states.get(agentId).outputs());
            if (policy.outputs().stream().allMatch(outputs::has)) { // else it was unenrolled just now
                checkins.answer(
                        checkin,
                        policy.answer(
                                agentId,
                                output -> outputKeys.key(
                                        agentId,
                                        output,
                                        outputs.get(output).get("api_key_id").textValue()),
                                checkin.acceptsGzip()));
            }
        }
    }

    private Map<String, State> states(List<WaitingCheckin> chunk) {
        return database
                .list(
                        """
                        select a.id, a.policy_id, a.policy_revision, p.revision, a.outputs
                        from agent a left join agent_policy p on p.id = a.policy_id
                        where a.id = any(?) and a.active""",
                        State::of,
                        ids(chunk))
                .stream()
                .collect(Collectors.toMap(State::agentId, state -> state));
    }

    private Map<String, List<AgentAction>> actions(List<WaitingCheckin> chunk) {
        return database
                .list(
                        """
                        select received.agent_id, pending.* from unnest(?, cast(? as bigint[])) as received(agent_id, position)
                        cross join lateral (
                            select c.seq, c.action_id, c.type, c.created_at, c.input_type, c.data, c.start_time,
                                c.rollout_duration_seconds, c.expiration, c.timeout, c.signed
                            from agent_action_target t join agent_action c using (seq)
                            where t.agent_id = received.agent_id and t.seq > received.position and c.deliverable
                                and (c.expiration is null or c.expiration > now())
                            order by t.seq limit ?) pending
                        order by received.agent_id, pending.seq""",
                        AgentAction::of,
                        ids(chunk),
                        chunk.stream().map(WaitingCheckin::position).toList(),
                        MOST_ACTIONS)
                .stream()
                .collect(Collectors.groupingBy(AgentAction::agentId));
    }

    private static List<String> ids(List<WaitingCheckin> chunk) {
        return chunk.stream().map(WaitingCheckin::agentId).toList();
    }
}

package dev.garrison.fleet.actions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.signing.MessageSigning;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Writes actions. Agents that wait on any replica hear of them after commit. */
@ApplicationScoped
public class Actions {
    /** Names an agent that should look again, or nothing: there are new actions. */
    public static final String CHANNEL = "fleet_action";

    /** Of actions that do not say when they expire. */
    public static final Duration LIFETIME = Duration.ofDays(30);

    private static final long COMMIT_ORDER_LOCK = 7_233_045_160_518_402_771L; // any number that nobody else locks
    private static final int MOST_AGENTS_SIGNED = 100; // each agent gets the signed text, so it must not name thousands

    private static final String ENDPOINT = "endpoint";

    private final Database database;
    private final MessageSigning signing;
    private final ObjectMapper json;
    private final Clock clock;

    Actions(Database database, MessageSigning signing, ObjectMapper json, Clock clock) {
        this.database = database;
        this.signing = signing;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Writes one batch. From here to the end of the transaction no other one writes actions, so that sequence numbers are handed out in
     * the order of commits and an agent skips none: call it last.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Created create(NewAction action, Collection<String> agentIds) {
        var now = clock.instant();
        var expiration = action.expiration() == null ? now.plus(LIFETIME) : action.expiration();
        var signed = signature(action, agentIds, now, expiration);
        var input = action.input();
        var rollout = action.rollout();
        database.update("select pg_advisory_xact_lock(?)", COMMIT_ORDER_LOCK);
        database.update(
                """
                with written as (
                    insert into agent_action (action_id, batch, type, created_at, created_by, expiration, start_time,
                        rollout_duration_seconds, minimum_execution_duration, timeout, input_type, data, ack_data, signed,
                        total, agents, deliverable)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), cast(? as jsonb), ?, ?, ?)
                    returning seq
                )
                insert into agent_action_target (agent_id, seq) select id, seq from written, unnest(?) as id""",
                action.id(),
                action.batch(),
                action.type(),
                now,
                action.createdBy(),
                expiration,
                rollout == null ? null : rollout.start(),
                rollout == null ? null : rollout.seconds(),
                rollout == null ? null : rollout.minimumDuration(),
                input == null ? null : input.timeout(),
                input == null ? null : input.type(),
                action.data(),
                action.ackData(),
                signed,
                action.total(),
                agentIds.size(),
                action.type().isDeliverable(),
                agentIds);
        wake("");
        return new Created(now, expiration);
    }

    public record Created(Instant at, Instant expiration) {}

    /** After commit, what waits for this agent looks at its record again: it may have ended. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void wake(String agentId) {
        database.update("select pg_notify('" + CHANNEL + "', ?)", agentId);
    }

    private JsonNode signature(NewAction action, Collection<String> agentIds, Instant now, Instant expiration) {
        if (action.input() != null && action.input().signed() != null) {
            return action.input().signed();
        }
        return action.type().isSigned()
                        || action.input() != null
                                && ENDPOINT.equals(action.input().type())
                ? sign(action, agentIds, now, expiration)
                : null;
    }

    private JsonNode sign(NewAction action, Collection<String> agentIds, Instant now, Instant expiration) {
        var message = json.createObjectNode()
                .put("action_id", action.id())
                .put("type", action.type().name())
                .put("@timestamp", now.toString())
                .put("expiration", expiration.toString());
        message.set("data", action.data());
        if (action.input() != null) {
            message.put("input_type", action.input().type());
        }
        if (agentIds.size() <= MOST_AGENTS_SIGNED) {
            ArrayNode agents = message.putArray("agents");
            agentIds.forEach(agents::add);
        }
        return json.valueToTree(signing.current().sign(message.toString().getBytes(StandardCharsets.UTF_8)));
    }
}

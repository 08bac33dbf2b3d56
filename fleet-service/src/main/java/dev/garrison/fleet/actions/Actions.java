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

    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final long COMMIT_ORDER_LOCK = 7_233_045_160_518_402_771L; // any number that nobody else locks
    private static final int MOST_AGENTS_SIGNED = 100; // each agent gets the signed text, so it must not name thousands

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
     *
     * @return when it was created
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Instant create(NewAction action, Collection<String> agentIds) {
        var now = clock.instant();
        var expiration = action.expiration() == null ? now.plus(LIFETIME) : action.expiration();
        var signed = action.signed() == null && action.type().isSigned()
                ? sign(action, agentIds, now, expiration)
                : action.signed();
        database.update("select pg_advisory_xact_lock(?)", COMMIT_ORDER_LOCK);
        database.update(
                """
                with written as (
                    insert into agent_action (action_id, batch, type, created_at, created_by, expiration, timeout,
                        input_type, data, signed, total, agents, deliverable)
                    values (?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), cast(? as jsonb), ?, ?, ?) returning seq
                )
                insert into agent_action_target (agent_id, seq) select id, seq from written, unnest(?) as id""",
                action.id(),
                action.batch(),
                action.type(),
                now,
                action.createdBy(),
                expiration,
                action.timeout(),
                action.inputType(),
                action.data(),
                signed,
                action.total(),
                agentIds.size(),
                action.type().isDeliverable(),
                agentIds);
        wake("");
        return now;
    }

    /** After commit, what waits for this agent looks at its record again: it may have ended. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void wake(String agentId) {
        database.update("select pg_notify('" + CHANNEL + "', ?)", agentId);
    }

    private JsonNode sign(NewAction action, Collection<String> agentIds, Instant now, Instant expiration) {
        var message = json.createObjectNode()
                .put("action_id", action.id())
                .put("type", action.type().name())
                .put("@timestamp", now.toString())
                .put("expiration", expiration.toString());
        message.set("data", action.data());
        if (agentIds.size() <= MOST_AGENTS_SIGNED) {
            ArrayNode agents = message.putArray("agents");
            agentIds.forEach(agents::add);
        }
        return json.valueToTree(signing.current().sign(message.toString().getBytes(StandardCharsets.UTF_8)));
    }
}

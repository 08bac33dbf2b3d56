package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.AgentChanges;
import dev.garrison.fleet.agents.AgentText;
import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/** Keeps what agents say at check-ins: what is new at once and with an event, the rest with the {@link Heartbeats}. */
@ApplicationScoped
class CheckinRecords {
    private final Database database;
    private final AgentChanges changes;
    private final Heartbeats heartbeats;
    private final Clock clock;

    CheckinRecords(Database database, AgentChanges changes, Heartbeats heartbeats, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    /** Tells one document from another; a check-in that repeats what is known needs no write. */
    static String hash(JsonNode document) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(document.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param version of the agent's software */
    @Transactional
    void write(KnownAgent agent, CheckinBody checkin, String version) {
        var metadata = News.of(checkin.localMetadata(), agent.localMetadataHash());
        var components = News.of(checkin.components(), agent.componentsHash());
        boolean describesItselfAnew = metadata.isNew() || components.isNew() || !version.equals(agent.version());
        boolean changed = describesItselfAnew
                || !checkin.status().equals(agent.lastStatus())
                || agent.hasAuditReason()
                || agent.hasUpgradeDetails()
                || checkin.upgradeDetails() != null;
        if (!changed) {
            heartbeats.checkedIn(agent.id(), checkin.message(), agent.position());
            return;
        }
        writeUpgrade(agent, checkin.upgradeDetails());
        database.update(
                """
                update agent set last_checkin = ?, last_checkin_status = ?, last_checkin_message = ?, action_position = ?,
                    agent_version = ?, audit_unenrolled_reason = null, audit_unenrolled_time = null,
                    local_metadata = coalesce(cast(? as jsonb), local_metadata),
                    local_metadata_hash = coalesce(?, local_metadata_hash),
                    components = coalesce(cast(? as jsonb), components),
                    components_hash = coalesce(?, components_hash),
                    unhealthy_reason = coalesce(?, unhealthy_reason)
                where id = ? and active""",
                clock.instant(),
                checkin.status(),
                checkin.message(),
                agent.position(),
                version,
                metadata.document(),
                metadata.hash(),
                components.document(),
                components.hash(),
                components.isNew() ? UnhealthyReason.of(components.document()) : null,
                agent.id());
        changes.publish(describesItselfAnew ? Change.metadata : Change.status, List.of(agent.id()));
        heartbeats.forget(agent.id());
    }

    private void writeUpgrade(KnownAgent agent, UpgradeDetails details) {
        if (details != null) {
            database.update(
                    """
                    update agent set upgrade_details = cast(? as jsonb)
                    where id = ? and exists (select from agent_action where action_id = ?)""",
                    details.document(),
                    agent.id(),
                    details.actionId());
        } else if (agent.hasUpgradeDetails()) { // it has nothing more to tell: the upgrade is done
            database.update(
                    """
                    update agent set upgrade_details = null, upgrade_started_at = null, upgraded_at = ?
                    where id = ?""",
                    clock.instant().truncatedTo(ChronoUnit.SECONDS),
                    agent.id());
        }
    }

    /** A document that is not the one that is known; nothing in it otherwise. */
    private record News(JsonNode document, String hash) {
        private static final News NONE = new News(null, null);

        static News of(JsonNode sent, String knownHash) {
            if (sent == null) {
                return NONE;
            }
            var hash = CheckinRecords.hash(sent);
            return hash.equals(knownHash) ? NONE : new News(AgentText.clean(sent), hash);
        }

        boolean isNew() {
            return document != null;
        }
    }
}

package dev.garrison.fleet.checkin;

import dev.garrison.fleet.database.Row;
import java.util.List;

/**
 * The agent that makes a request, as its record is at this moment.
 *
 * @param policyRevision the last one that it has acknowledged, or null
 * @param latestRevision the one that its policy has, or null where it has no policy
 * @param outputs names of those that it has a key for
 * @param position the last action that it has confirmed to have received
 * @param hasPendingActions whether there are deliverable ones beyond that
 */
record KnownAgent(
        String id,
        boolean active,
        String keyHash,
        boolean keyValid,
        String policyId,
        Integer policyRevision,
        Integer latestRevision,
        List<String> outputs,
        String version,
        String lastStatus,
        String localMetadataHash,
        String componentsHash,
        boolean hasUpgradeDetails,
        boolean hasAuditReason,
        long position,
        boolean hasPendingActions) {

    /** Parameters: the position that the agent presents, or null for the one that is stored; the key's id. */
    static final String BY_KEY =
            """
            select a.id, a.active, a.access_api_key_hash, a.access_api_key_valid, a.policy_id, a.policy_revision,
                p.revision as latest_revision, array(select jsonb_object_keys(a.outputs)) as outputs, a.agent_version,
                a.last_checkin_status, a.local_metadata_hash, a.components_hash,
                a.upgrade_details is not null as upgrading, a.audit_unenrolled_reason is not null as audited,
                received.position, exists (
                    select from agent_action_target t join agent_action c using (seq)
                    where t.agent_id = a.id and t.seq > received.position and c.deliverable
                        and (c.expiration is null or c.expiration > now())) as pending
            from agent a left join agent_policy p on p.id = a.policy_id
            cross join lateral (select coalesce(
                (select seq from agent_action_target where agent_id = a.id and seq = cast(? as bigint)),
                a.action_position) as position) received
            where a.access_api_key_id = ?""";

    static KnownAgent read(Row row) {
        return new KnownAgent(
                row.text("id"),
                row.flag("active"),
                row.text("access_api_key_hash"),
                row.flag("access_api_key_valid"),
                row.text("policy_id"),
                row.integer("policy_revision"),
                row.integer("latest_revision"),
                row.texts("outputs"),
                row.text("agent_version"),
                row.text("last_checkin_status"),
                row.text("local_metadata_hash"),
                row.text("components_hash"),
                row.flag("upgrading"),
                row.flag("audited"),
                row.number("position"),
                row.flag("pending"));
    }

    boolean wantsNewerPolicy() {
        return latestRevision != null && (policyRevision == null || policyRevision < latestRevision);
    }
}

package dev.garrison.fleet.agents;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Agents that nobody else changes until the caller's transaction ends. Always locked in the order of their ids, so nobody waits in a circle. */
@ApplicationScoped
class LockedAgents {
    private final Database database;

    LockedAgents(Database database) {
        this.database = database;
    }

    /**
     * @param hosted whether another system manages its policy
     * @param version of its software, or null
     * @param replaceable whether Fleet may install another version of it
     * @param upgrading whether it is on its way to another version
     */
    record LockedAgent(
            String id,
            String policyId,
            boolean hosted,
            boolean active,
            Instant unenrolledAt,
            Instant unenrollmentStartedAt,
            String version,
            boolean replaceable,
            boolean upgrading,
            Instant upgradedAt) {}

    /** @throws ApiException 404 */
    @Transactional(Transactional.TxType.MANDATORY)
    LockedAgent require(String agentId) {
        return lockAll(List.of(agentId)).stream()
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("Agent %s not found", agentId));
    }

    /** @return those that exist, in the order of their ids */
    @Transactional(Transactional.TxType.MANDATORY)
    List<LockedAgent> lockAll(Collection<String> agentIds) {
        return database.list(
                """
                select a.id, a.policy_id, coalesce(p.is_managed, false) as hosted, a.active, a.unenrolled_at,
                    a.unenrollment_started_at, a.agent_version, a.upgraded_at,
                    coalesce(a.local_metadata #>> '{elastic,agent,upgradeable}' = 'true', false) as replaceable,
                    case when a.upgrade_details is null
                        then a.upgrade_started_at is not null and a.upgraded_at is null
                        else coalesce(a.upgrade_details ->> 'state', '') not in ('UPG_FAILED', 'UPG_ROLLBACK')
                    end as upgrading
                from agent a left join agent_policy p on p.id = a.policy_id
                where a.id = any(?) order by a.id for no key update of a""",
                LockedAgents::read,
                agentIds);
    }

    private static LockedAgent read(Row row) {
        return new LockedAgent(
                row.text("id"),
                row.text("policy_id"),
                row.flag("hosted"),
                row.flag("active"),
                row.instant("unenrolled_at"),
                row.instant("unenrollment_started_at"),
                row.text("agent_version"),
                row.flag("replaceable"),
                row.flag("upgrading"),
                row.instant("upgraded_at"));
    }
}

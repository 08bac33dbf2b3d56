package dev.garrison.fleet.agents;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Agents that nobody else changes until the caller's transaction ends. Always locked in the order of their ids, so nobody waits in a circle. */
@ApplicationScoped
class LockedAgents {
    private final Database database;

    LockedAgents(Database database) {
        this.database = database;
    }

    /** @param hosted whether another system manages its policy */
    record LockedAgent(
            String id,
            String policyId,
            boolean hosted,
            boolean active,
            Instant unenrolledAt,
            Instant unenrollmentStartedAt) {}

    @Transactional(Transactional.TxType.MANDATORY)
    Optional<LockedAgent> lock(String agentId) {
        return lockAll(List.of(agentId)).stream().findFirst();
    }

    /** @return those that exist */
    @Transactional(Transactional.TxType.MANDATORY)
    List<LockedAgent> lockAll(Collection<String> agentIds) {
        return database.list(
                """
                select a.id, a.policy_id, coalesce(p.is_managed, false) as hosted, a.active, a.unenrolled_at,
                    a.unenrollment_started_at
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
                row.instant("unenrollment_started_at"));
    }
}

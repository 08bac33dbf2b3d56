package dev.garrison.endpoint.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.kql.Kql;
import dev.garrison.platform.kql.KqlFields;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class HostRepository {
    /** What {@code kuery} may ask. */
    private static final KqlFields FIELDS = KqlFields.builder()
            .keyword("united.endpoint.agent.id", "agent_id")
            .keyword("united.endpoint.elastic.agent.id", "agent_id")
            .keyword("united.endpoint.agent.version", "agent_version")
            .document("united.endpoint.host", "local_metadata->'host'")
            .document("united.endpoint.host.os", "local_metadata->'os'")
            .keyword("united.agent.agent.id", "agent_id")
            .keyword("united.agent.agent.version", "agent_version")
            .keyword("united.agent.policy_id", "policy_id")
            .number("united.agent.policy_revision_idx", "policy_revision")
            .bool("united.agent.active", "active")
            .date("united.agent.enrolled_at", "enrolled_at")
            .date("united.agent.last_checkin", "last_checkin")
            .document("united.agent.local_metadata", "local_metadata")
            .build();

    private final EntityManager database;
    private final Clock clock;

    HostRepository(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Writes what the event tells; what it leaves out stays. An event older than the row's last one changes nothing. */
    void apply(AgentChange change, Instant at) {
        database.createNativeQuery(
                        """
                        insert into host as known (agent_id, policy_id, policy_revision, agent_version, active, status,
                                                   enrolled_at, last_checkin, local_metadata, changed_at)
                        values (:agentId, cast(:policyId as text), cast(:policyRevision as bigint),
                                cast(:agentVersion as text), coalesce(cast(:active as boolean), true),
                                cast(:status as text), cast(:enrolledAt as timestamptz),
                                cast(:lastCheckin as timestamptz), cast(:localMetadata as jsonb), :at)
                        on conflict (agent_id) do update
                        set policy_id = coalesce(excluded.policy_id, known.policy_id),
                            policy_revision = coalesce(excluded.policy_revision, known.policy_revision),
                            agent_version = coalesce(excluded.agent_version, known.agent_version),
                            active = coalesce(cast(:active as boolean), known.active),
                            status = coalesce(excluded.status, known.status),
                            enrolled_at = coalesce(excluded.enrolled_at, known.enrolled_at),
                            last_checkin = coalesce(excluded.last_checkin, known.last_checkin),
                            local_metadata = coalesce(excluded.local_metadata, known.local_metadata),
                            changed_at = excluded.changed_at
                        where known.changed_at <= excluded.changed_at""")
                .setParameter("agentId", change.agentId())
                .setParameter("policyId", change.policyId())
                .setParameter("policyRevision", change.policyRevision())
                .setParameter("agentVersion", change.agentVersion())
                .setParameter("active", change.active())
                .setParameter("status", change.status())
                .setParameter("enrolledAt", change.enrolledAt())
                .setParameter("lastCheckin", change.lastCheckin())
                .setParameter("localMetadata", text(change.localMetadata()))
                .setParameter("at", at)
                .executeUpdate();
    }

    /**
     * As above, for the hosts among the agents that are known; what is said of others comes with their own events. Between those and this
     * one there is no order but that of their times.
     */
    void apply(AgentsChange change, Instant at) {
        database.createNativeQuery(
                        """
                        with known as (
                            select agent_id from host where agent_id = any(:agentIds) and changed_at <= :at
                            order by agent_id for update
                        )
                        update host
                        set policy_id = coalesce(cast(:policyId as text), policy_id),
                            active = coalesce(cast(:active as boolean), active),
                            status = coalesce(cast(:status as text), status),
                            changed_at = :at
                        from known where host.agent_id = known.agent_id""")
                .setParameter("agentIds", change.agentIds().toArray(String[]::new))
                .setParameter("policyId", change.policyId())
                .setParameter("active", change.active())
                .setParameter("status", change.status())
                .setParameter("at", at)
                .executeUpdate();
    }

    private static String text(JsonNode told) {
        return told == null || told.isNull() ? null : told.toString();
    }

    Optional<Host> find(String agentId) {
        return Optional.ofNullable(database.find(Host.class, agentId));
    }

    /**
     * @param statuses empty: any
     * @param page from 1
     * @throws dev.garrison.platform.kql.KqlException the expression cannot be read
     */
    @SuppressWarnings("unchecked")
    Page list(
            List<String> statuses,
            String kuery,
            MetadataResource.SortField sort,
            boolean descending,
            int page,
            int size) {
        var condition = FIELDS.compile(Kql.parse(kuery), clock);
        var where =
                " from host where (cardinality(?1) = 0 or host_status = any(?1)) and (" + condition.numbered(2) + ")";
        Query hosts = database.createNativeQuery(
                        "select *" + where + " order by " + sort.sql + (descending ? " desc" : " asc")
                                + " nulls last, agent_id",
                        Host.class)
                .setFirstResult(Math.multiplyExact(page - 1, size))
                .setMaxResults(size);
        Query total = database.createNativeQuery("select count(*)" + where, Long.class);
        for (var query : List.of(hosts, total)) {
            query.setParameter(1, statuses.toArray(String[]::new));
            condition.bind(2, query::setParameter);
        }
        return new Page(hosts.getResultList(), (Long) total.getSingleResult());
    }

    record Page(List<Host> hosts, long total) {}
}

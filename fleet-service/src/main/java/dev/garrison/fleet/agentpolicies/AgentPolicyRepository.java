package dev.garrison.fleet.agentpolicies;

import dev.garrison.fleet.Kuery;
import dev.garrison.platform.kql.KqlFields;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class AgentPolicyRepository implements PanacheRepositoryBase<AgentPolicy, String> {
    private static final KqlFields FIELDS = KqlFields.builder("ingest-agent-policies")
            .keyword("id", "p.id")
            .keyword("name", "p.name")
            .keyword("namespace", "p.namespace")
            .text("description", "p.settings ->> 'description'")
            .keyword("status", "p.status")
            .number("revision", "p.revision")
            .keyword("schema_version", "p.schema_version")
            .date("updated_at", "p.updated_at")
            .keyword("updated_by", "p.updated_by")
            .bool("is_managed", "p.is_managed")
            .json("is_protected", "p.settings -> 'is_protected'")
            .json("is_default", "p.settings -> 'is_default'")
            .json("is_default_fleet_server", "p.settings -> 'is_default_fleet_server'")
            .json("is_preconfigured", "p.settings -> 'is_preconfigured'")
            .number("inactivity_timeout", "p.inactivity_timeout")
            .number("unenroll_timeout", "p.unenroll_timeout")
            .keyword("data_output_id", "p.data_output_id")
            .keyword("monitoring_output_id", "p.monitoring_output_id")
            .keyword("download_source_id", "p.download_source_id")
            .keyword("fleet_server_host_id", "p.fleet_server_host_id")
            .json("monitoring_enabled", "p.settings -> 'monitoring_enabled'")
            .json("monitoring_pprof_enabled", "p.settings -> 'monitoring_pprof_enabled'")
            .json("keep_monitoring_alive", "p.settings -> 'keep_monitoring_alive'")
            .json("supports_agentless", "p.settings -> 'supports_agentless'")
            .json("space_ids", "p.settings -> 'space_ids'")
            .document("agent_features", "p.settings -> 'agent_features'")
            .document("global_data_tags", "p.settings -> 'global_data_tags'")
            .document("required_versions", "p.settings -> 'required_versions'")
            .document("advanced_settings", "p.settings -> 'advanced_settings'")
            .document("agentless", "p.settings -> 'agentless'")
            .document("monitoring_http", "p.settings -> 'monitoring_http'")
            .document("monitoring_diagnostics", "p.settings -> 'monitoring_diagnostics'")
            .document("overrides", "p.settings -> 'overrides'")
            .build();

    private final Clock clock;

    AgentPolicyRepository(Clock clock) {
        this.clock = clock;
    }

    record Page(List<AgentPolicy> policies, long total) {}

    record AgentCount(long agents, long unprivileged) {
        static final AgentCount NONE = new AgentCount(0, 0);
    }

    Page search(AgentPolicyList list) {
        var matching = Kuery.compile(FIELDS, list.kuery(), clock);
        var count = getSession()
                .createNativeQuery("select count(*) from agent_policy p where " + matching.numbered(1), Long.class);
        matching.bind(1, count::setParameter);
        var page = getSession()
                .createNativeQuery(
                        "select p.* from agent_policy p where %s order by p.%s %s nulls last, p.id limit ?1 offset ?2"
                                .formatted(
                                        matching.numbered(3),
                                        list.sortField().name(),
                                        list.sortOrder().name()),
                        AgentPolicy.class)
                .setParameter(1, list.perPage())
                .setParameter(2, (list.page() - 1L) * list.perPage());
        matching.bind(3, page::setParameter);
        return new Page(page.getResultList(), (Long) count.getSingleResult());
    }

    /** @return false: the id is taken */
    boolean insert(AgentPolicy policy) {
        return getSession()
                        .createNativeMutationQuery(
                                """
                                insert into agent_policy (id, settings, status, revision, version, schema_version,
                                    created_at, updated_at, updated_by)
                                values (?1, cast(?2 as jsonb), ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                                on conflict (id) do nothing""")
                        .setParameter(1, policy.id)
                        .setParameter(2, policy.settings.toString())
                        .setParameter(3, policy.status)
                        .setParameter(4, policy.revision)
                        .setParameter(5, policy.version)
                        .setParameter(6, policy.schemaVersion)
                        .setParameter(7, policy.createdAt)
                        .setParameter(8, policy.updatedAt)
                        .setParameter(9, policy.updatedBy)
                        .executeUpdate()
                == 1;
    }

    /** In no particular order. */
    List<AgentPolicy> byIds(Collection<String> ids) {
        return getSession()
                .createNativeQuery("select * from agent_policy where id = any(?1)", AgentPolicy.class)
                .setParameter(1, ids.toArray(String[]::new))
                .getResultList();
    }

    /** Nobody else writes it, and no agent enrolls with it, before the caller's transaction ends. */
    Optional<AgentPolicy> lock(String id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Nobody else writes them before the caller's transaction ends; locked in one order, so that nobody waits in a circle. */
    List<AgentPolicy> lockInOrder(Collection<String> ids) {
        return getSession()
                .createNativeQuery(
                        "select * from agent_policy where id = any(?1) order by id for no key update",
                        AgentPolicy.class)
                .setParameter(1, ids.toArray(String[]::new))
                .getResultList();
    }

    void unprotect(Collection<String> ids) {
        getSession()
                .createNativeMutationQuery(
                        """
                        update agent_policy set settings = jsonb_set(settings, '{is_protected}', 'false')
                        where id = any(?1) and settings -> 'is_protected' = 'true'""")
                .setParameter(1, ids.toArray(String[]::new))
                .executeUpdate();
    }

    Optional<PolicyHead> head(String id) {
        return getSession()
                .createNativeQuery(
                        """
                        select id, revision, is_managed, inactivity_timeout, unenroll_timeout
                        from agent_policy where id = ?1""",
                        Object[].class)
                .setParameter(1, id)
                .getResultStream()
                .findFirst()
                .map(row -> new PolicyHead(
                        (String) row[0], (int) row[1], (boolean) row[2], (int) row[3], (Integer) row[4]));
    }

    /** Since when a policy has had a revision. */
    Instant revisedAt(String id, int revision) {
        return getSession()
                .createNativeQuery(
                        "select created_at from agent_policy_revision where policy_id = ?1 and revision = ?2",
                        Instant.class)
                .setParameter(1, id)
                .setParameter(2, revision)
                .getSingleResult();
    }

    /**
     * The policy that has the name. The name is the caller's until its transaction ends: of two that ask for it at once, the second waits
     * and then sees the first one's policy.
     */
    Optional<String> ownerOf(String name) {
        getSession()
                .createNativeQuery(
                        "select 1 from pg_advisory_xact_lock(hashtextextended('agent_policy.name:' || ?1, 0))",
                        Integer.class)
                .setParameter(1, name)
                .getResultList();
        return getSession()
                .createNativeQuery("select id from agent_policy where name = ?1", String.class)
                .setParameter(1, name)
                .getResultStream()
                .findFirst();
    }

    /** Agents that have not left, by policy; policies without any are left out. */
    Map<String, AgentCount> countAgents(Collection<String> policyIds) {
        var counts = new HashMap<String, AgentCount>();
        getSession()
                .createNativeQuery(
                        """
                        select policy_id, count(*),
                            count(*) filter (where local_metadata #>> '{elastic,agent,unprivileged}' = 'true')
                        from agent where active and policy_id = any(?1) group by policy_id""",
                        Object[].class)
                .setParameter(1, policyIds.toArray(String[]::new))
                .getResultStream()
                .forEach(row -> counts.put((String) row[0], new AgentCount((long) row[1], (long) row[2])));
        return counts;
    }
}

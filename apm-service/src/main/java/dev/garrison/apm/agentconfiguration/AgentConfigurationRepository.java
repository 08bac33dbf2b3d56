package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@ApplicationScoped
class AgentConfigurationRepository {
    private static final String ON_THIS =
            " service_name is not distinct from cast(:name as text) and environment is not distinct from cast(:environment as text) ";

    private static final String INSERT =
            """
            insert into agent_configuration
                (id, service_name, environment, settings, agent_name, etag, changed_at, applied_by_agent)
            values (:id, :name, :environment, cast(:settings as jsonb), :agentName, :etag, :now, false)""";

    private final EntityManager database;
    private final Clock clock;

    AgentConfigurationRepository(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @return false: there is one already */
    boolean create(ServiceKey service, JsonNode settings, String agentName, String etag) {
        return bind(
                                database.createNativeQuery(
                                        INSERT + " on conflict (service_name, environment) do nothing"),
                                service,
                                settings,
                                agentName,
                                etag)
                        .executeUpdate()
                == 1;
    }

    /** @return whether it is new */
    boolean createOrReplace(ServiceKey service, JsonNode settings, String agentName, String etag) {
        var upsert = database.createNativeQuery(
                INSERT
                        + """
                 on conflict (service_name, environment) do update
                set settings = excluded.settings, agent_name = excluded.agent_name, etag = excluded.etag,
                    changed_at = excluded.changed_at, applied_by_agent = false
                returning xmax = 0""",
                Boolean.class);
        return (Boolean) bind(upsert, service, settings, agentName, etag).getSingleResult();
    }

    private Query bind(Query query, ServiceKey service, JsonNode settings, String agentName, String etag) {
        return query.setParameter("id", UUID.randomUUID())
                .setParameter("name", service.name())
                .setParameter("environment", service.environment())
                .setParameter("settings", settings.toString())
                .setParameter("agentName", agentName)
                .setParameter("etag", etag)
                .setParameter("now", clock.instant());
    }

    Optional<AgentConfiguration> find(ServiceKey service) {
        return first(database.createNativeQuery(
                        "select * from agent_configuration where" + ON_THIS, AgentConfiguration.class)
                .setParameter("name", service.name())
                .setParameter("environment", service.environment()));
    }

    /** The most particular one that holds for the service in that environment. */
    Optional<AgentConfiguration> findFitting(ServiceKey service) {
        return first(database.createNativeQuery(
                        """
                        select * from agent_configuration
                        where (service_name is null or service_name = cast(:name as text))
                          and (environment is null or environment = cast(:environment as text))
                        order by service_name is null, environment is null
                        limit 1""",
                        AgentConfiguration.class)
                .setParameter("name", service.name())
                .setParameter("environment", service.environment()));
    }

    @SuppressWarnings("unchecked")
    List<AgentConfiguration> all() {
        return database.createNativeQuery(
                        "select * from agent_configuration order by service_name nulls first, environment nulls first",
                        AgentConfiguration.class)
                .getResultList();
    }

    /** Unless it was edited since: agents have not seen the new settings then. */
    void markApplied(AgentConfiguration configuration) {
        database.createNativeQuery(
                        "update agent_configuration set applied_by_agent = true where id = :id and etag = :etag")
                .setParameter("id", configuration.id)
                .setParameter("etag", configuration.etag)
                .executeUpdate();
    }

    /** @return false: there is none */
    boolean delete(ServiceKey service) {
        return database.createNativeQuery("delete from agent_configuration where" + ON_THIS)
                        .setParameter("name", service.name())
                        .setParameter("environment", service.environment())
                        .executeUpdate()
                == 1;
    }

    /** Remembers where a service runs. */
    void recordAsking(ServiceKey service) {
        database.createNativeQuery(
                        """
                        insert into asking_service (service_name, environment, first_asked_at)
                        select :name, cast(:environment as text), :now
                        where not exists (select from asking_service where"""
                                + ON_THIS + ") on conflict do nothing")
                .setParameter("name", service.name())
                .setParameter("environment", service.environment())
                .setParameter("now", clock.instant())
                .executeUpdate();
    }

    /** Known environments of the service, or of all when there is no name; whether the service's configuration names them. */
    @SuppressWarnings("unchecked")
    List<KnownEnvironment> environments(String serviceName) {
        List<Tuple> rows = database.createNativeQuery(
                        """
                        select known.environment,
                               exists (select from agent_configuration c
                                       where c.service_name is not distinct from cast(:name as text)
                                         and c.environment = known.environment)
                        from (select service_name, environment from agent_configuration
                              union select service_name, environment from asking_service) known
                        where known.environment is not null
                          and (cast(:name as text) is null or known.service_name = cast(:name as text))
                        group by known.environment
                        order by known.environment collate "C\"""",
                        Tuple.class)
                .setParameter("name", serviceName)
                .getResultList();
        return rows.stream()
                .map(row -> new KnownEnvironment(row.get(0, String.class), row.get(1, Boolean.class)))
                .toList();
    }

    record KnownEnvironment(String name, boolean configured) {}

    /** The agent that was last named for the service. */
    @SuppressWarnings("unchecked")
    Optional<String> agentName(String serviceName) {
        return database.createNativeQuery(
                        """
                        select agent_name from agent_configuration
                        where service_name = :name and agent_name is not null
                        order by changed_at desc limit 1""",
                        String.class)
                .setParameter("name", serviceName)
                .getResultStream()
                .findFirst();
    }

    @SuppressWarnings("unchecked")
    private static Optional<AgentConfiguration> first(Query query) {
        return query.getResultStream().findFirst();
    }
}

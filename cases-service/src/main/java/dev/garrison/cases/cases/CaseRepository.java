package dev.garrison.cases.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.kql.SqlCondition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class CaseRepository {
    private final EntityManager database;

    CaseRepository(EntityManager database) {
        this.database = database;
    }

    /** @param payload the values that the creator set, kept as what was done to the case first */
    void create(Case created, JsonNode payload) {
        database.persist(created);
        database.createNativeQuery(
                        """
                        insert into user_action (space, case_id, owner, type, action, payload, created_at, created_by)
                        values (:space, :id, :owner, 'create_case', 'create', cast(:payload as jsonb), :at,
                                cast(:by as jsonb))""")
                .setParameter("space", created.space)
                .setParameter("id", created.id)
                .setParameter("owner", created.owner)
                .setParameter("payload", payload.toString())
                .setParameter("at", created.createdAt)
                .setParameter("by", created.createdBy.toString())
                .executeUpdate();
    }

    Optional<Case> find(String space, String id) {
        return database.createQuery("from Case where space = :space and id = :id", Case.class)
                .setParameter("space", space)
                .setParameter("id", id)
                .getResultStream()
                .findFirst();
    }

    /** Locked until commit, in the order of their ids so that two such calls do not wait for each other. */
    @SuppressWarnings("unchecked")
    List<Case> lock(String space, Collection<String> ids) {
        return database.createNativeQuery(
                        "select * from cases where space = :space and id = any(:ids) order by id for update",
                        Case.class)
                .setParameter("space", space)
                .setParameter("ids", ids.toArray(String[]::new))
                .getResultList();
    }

    /** Who deleted them is kept. */
    void delete(List<Case> deleted, JsonNode by, Instant at) {
        database.createNativeQuery(
                        """
                        with gone as (delete from cases where id = any(:ids) returning id, space, owner)
                        insert into user_action (space, case_id, owner, type, action, payload, created_at, created_by)
                        select space, id, owner, 'delete_case', 'delete', '{}', :at, cast(:by as jsonb) from gone""")
                .setParameter("ids", deleted.stream().map(gone -> gone.id).toArray(String[]::new))
                .setParameter("at", at)
                .setParameter("by", by.toString())
                .executeUpdate();
    }

    @SuppressWarnings("unchecked")
    List<Case> page(SqlCondition condition, CaseFilter filter) {
        var statuses = condition.parameters().size() + 1;
        var query = database.createNativeQuery(
                        "select * from cases where " + condition.numbered(1)
                                + " and (cardinality(?%1$d) = 0 or status = any(?%1$d))".formatted(statuses)
                                + " order by " + filter.sortField().sql + " " + filter.sortOrder() + " nulls last, id",
                        Case.class)
                .setFirstResult((filter.page() - 1) * filter.perPage())
                .setMaxResults(filter.perPage())
                .setParameter(
                        statuses,
                        filter.status().stream().map(status -> status.wireName).toArray(String[]::new));
        condition.bind(1, query::setParameter);
        return query.getResultList();
    }

    /** How many cases there are of each status. */
    @SuppressWarnings("unchecked")
    Map<Status, Long> count(SqlCondition condition) {
        var query = database.createNativeQuery(
                "select status, count(*) from cases where " + condition.numbered(1) + " group by status", Tuple.class);
        condition.bind(1, query::setParameter);
        var counts = new EnumMap<Status, Long>(Status.class);
        Arrays.stream(Status.values()).forEach(status -> counts.put(status, 0L));
        for (var row : (List<Tuple>) query.getResultList()) {
            counts.put(Status.fromString(row.get(0, String.class)), row.get(1, Long.class));
        }
        return counts;
    }
}

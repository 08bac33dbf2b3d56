package dev.garrison.security.apikeys;

import dev.garrison.platform.kql.SqlCondition;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKey, String> {
    private static final Sort OLDEST_FIRST = Sort.by("createdAt").and("id");

    List<ApiKey> matching(ApiKeyFilter filter) {
        return find(filter.condition(), OLDEST_FIRST, filter.parameters()).list();
    }

    /** Locked until commit, all in the same order, so that two requests for the same keys do not block each other for good. */
    List<ApiKey> lock(ApiKeyFilter filter) {
        return find(filter.condition(), Sort.by("id"), filter.parameters())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    Optional<ApiKey> lock(String id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    @SuppressWarnings("unchecked")
    List<ApiKey> page(SqlCondition condition, ApiKeySort sort, int from, int size) {
        var query = getEntityManager()
                .createNativeQuery(
                        "select * from api_key where " + condition.numbered(3) + " " + sort.sql()
                                + " limit ?1 offset ?2",
                        ApiKey.class)
                .setParameter(1, size)
                .setParameter(2, from);
        condition.bind(3, query::setParameter);
        return query.getResultList();
    }

    long count(SqlCondition condition) {
        var query = getEntityManager()
                .createNativeQuery("select count(*) from api_key where " + condition.numbered(1), Long.class);
        condition.bind(1, query::setParameter);
        return ((Number) query.getSingleResult()).longValue();
    }

    void invalidate(List<ApiKey> keys, Instant now) {
        if (!keys.isEmpty()) {
            update(
                    "invalidatedAt = :now where id in :ids",
                    Map.of("now", now, "ids", keys.stream().map(key -> key.id).toList()));
        }
    }

    void deleteEndedBefore(Instant time) {
        delete("invalidatedAt < ?1 or expiresAt < ?1", time);
    }
}

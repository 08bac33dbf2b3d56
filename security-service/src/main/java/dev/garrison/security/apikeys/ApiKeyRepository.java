package dev.garrison.security.apikeys;

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

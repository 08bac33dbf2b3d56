package dev.garrison.security.spaces;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class SpaceRepository implements PanacheRepositoryBase<Space, String> {
    private static final String DEFAULT = "default";

    /** Upper case before lower case, as Kibana sorts. */
    @SuppressWarnings("unchecked")
    List<Space> all() {
        return getEntityManager()
                .createNativeQuery("select * from space order by name collate \"C\", id", Space.class)
                .getResultList();
    }

    /** Locked until commit: of two changes at once one comes second. */
    Optional<Space> lock(String id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** Until commit nobody else creates a space, so that they stay countable. */
    void lockCreation() {
        if (lock(DEFAULT).isEmpty()) {
            throw new IllegalStateException("The default space is gone");
        }
    }

    /** @param freeFrom when another space may have the id */
    void delete(Space space, Instant freeFrom) {
        delete(space);
        getEntityManager()
                .createNativeQuery(
                        """
                        insert into deleted_space (id, free_from) values (:id, :from)
                        on conflict (id) do update set free_from = excluded.free_from""")
                .setParameter("id", space.id)
                .setParameter("from", freeFrom)
                .executeUpdate();
    }

    /** Forgets deletions that are long enough ago. */
    void freeIds(Instant now) {
        getEntityManager()
                .createNativeQuery("delete from deleted_space where free_from <= :now")
                .setParameter("now", now)
                .executeUpdate();
    }

    boolean isFree(String id) {
        return getEntityManager()
                .createNativeQuery("select id from deleted_space where id = :id")
                .setParameter("id", id)
                .getResultList()
                .isEmpty();
    }
}

package dev.garrison.cases.cases;

import dev.garrison.platform.spaces.SpaceBound;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;

/** Cases go with their space, and so does what was done to them. */
@ApplicationScoped
class CasesOfSpaces implements SpaceBound {
    private final EntityManager database;

    CasesOfSpaces(EntityManager database) {
        this.database = database;
    }

    @Override
    public void deleteOf(String space, Instant createdBefore) {
        database.createNativeQuery(
                        """
                        with gone as (delete from cases where space = :space and created_at < :before returning id)
                        delete from user_action
                        where space = :space and (created_at < :before or case_id in (select id from gone))""")
                .setParameter("space", space)
                .setParameter("before", createdBefore)
                .executeUpdate();
    }
}

package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class OutputRepository implements PanacheRepositoryBase<Output, String> {
    /** The defaults first, then by name. */
    List<Output> inOrder() {
        return getSession()
                .createNativeQuery(
                        "select * from output order by is_default desc, is_default_monitoring desc, name, id",
                        Output.class)
                .getResultList();
    }

    /** Not deleted before the caller's transaction ends. */
    Optional<Output> locked(String id) {
        return one("select * from output where id = ?1 for key share", id);
    }

    Optional<Output> defaultForData() {
        return one("select * from output where is_default");
    }

    Optional<Output> defaultForMonitoring() {
        return one("select * from output where is_default_monitoring");
    }

    /** Nothing happens where the id is taken or there is another default: then somebody has been here before. */
    void insertUnlessThere(String id, ObjectNode settings, Instant now) {
        getSession()
                .createNativeMutationQuery(
                        """
                        insert into output (id, settings, created_at, updated_at) values (?1, cast(?2 as jsonb), ?3, ?3)
                        on conflict do nothing""")
                .setParameter(1, id)
                .setParameter(2, settings.toString())
                .setParameter(3, now)
                .executeUpdate();
    }

    private Optional<Output> one(String sql, Object... parameters) {
        var query = getSession().createNativeQuery(sql, Output.class);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.getResultStream().findFirst();
    }
}

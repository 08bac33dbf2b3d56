package dev.garrison.fleet.settingsobjects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table of {@link SettingsObject}s. Of each kind of default there is one at most, which an index sees to. */
public abstract class SettingsTable<E extends SettingsObject> implements PanacheRepositoryBase<E, String> {
    private final Class<E> type;
    private final String table;
    private final String objectType;

    /** @param objectType what Kibana calls it in conflicts */
    protected SettingsTable(Class<E> type, String table, String objectType) {
        this.type = type;
        this.table = table;
        this.objectType = objectType;
    }

    public List<E> inOrder(String order) {
        return getSession()
                .createNativeQuery("select * from " + table + " order by " + order, type)
                .getResultList();
    }

    /** Nobody else changes or deletes it before the caller's transaction ends; it may be named meanwhile. */
    public Optional<E> lock(String id) {
        return one("id = ?1 for no key update", id);
    }

    /** Waits for those who are just naming it, and nobody names it any more. */
    public Optional<E> lockToDelete(String id) {
        return one("id = ?1 for update", id);
    }

    /** Not deleted before the caller's transaction ends. */
    public Optional<E> toBeNamed(String id) {
        return one("id = ?1 for key share", id);
    }

    /** @param parameters of {@code ?1}… */
    public Optional<E> one(String condition, Object... parameters) {
        var query = getSession().createNativeQuery("select * from " + table + " where " + condition, type);
        for (int i = 0; i < parameters.length; i++) {
            query.setParameter(i + 1, parameters[i]);
        }
        return query.getResultStream().findFirst();
    }

    /** Waits for others who write defaults, so that of two new ones at once the second is the default in the end. */
    public void lockDefaults() {
        getSession()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtext(?1))", Object.class)
                .setParameter(1, table + "_default")
                .getResultList();
    }

    /** @throws ApiException 409: the id is taken */
    public E add(String id, ObjectNode settings, Instant now) {
        if (!insertUnlessThere(id, settings, now)) {
            throw ApiException.conflict("Saved object [%s/%s] conflict", objectType, id);
        }
        return findById(id);
    }

    /** Nothing happens where the id is taken or there is another default: then somebody has been here before. */
    public boolean insertUnlessThere(String id, ObjectNode settings, Instant now) {
        return getSession()
                        .createNativeMutationQuery(
                                """
                                insert into %s (id, settings, created_at, updated_at) values (?1, cast(?2 as jsonb), ?3, ?3)
                                on conflict do nothing"""
                                        .formatted(table))
                        .setParameter(1, id)
                        .setParameter(2, settings.toString())
                        .setParameter(3, now)
                        .executeUpdate()
                == 1;
    }

    /** What names the proxy is reached directly from now on. */
    public void releaseProxy(String proxyId, Instant now) {
        getSession().flush();
        getSession()
                .createNativeMutationQuery(
                        """
                        update %s set settings = settings || jsonb_build_object('proxy_id', null), updated_at = ?2
                        where proxy_id = ?1"""
                                .formatted(table))
                .setParameter(1, proxyId)
                .setParameter(2, now)
                .executeUpdate();
    }
}

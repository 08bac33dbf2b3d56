package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

@ApplicationScoped
class RoleRepository implements PanacheRepositoryBase<Role, String> {
    private static final String MATCHING =
            """
            from (
                select name from security_role
                union all
                select unnest(string_to_array(:others, ',')) collate "C"
            ) role
            where position(lower(:text) in lower(name)) > 0
            """;

    List<Role> named(Collection<String> names) {
        return list("name in ?1", Sort.by("name"), names);
    }

    List<Role> all() {
        return listAll(Sort.by("name"));
    }

    /** Until commit nobody else writes roles; they are read meanwhile. Roles change rarely, and what is written depends on what was. */
    void lockForWriting() {
        getEntityManager()
                .createNativeQuery("lock table security_role in share row exclusive mode")
                .executeUpdate();
    }

    /** @return the names of those that are new or other than before */
    @SuppressWarnings("unchecked")
    List<String> write(ObjectNode documents, Instant now) {
        return getEntityManager()
                .createNativeQuery(
                        """
                        insert into security_role as role (name, document, created_at, updated_at)
                        select key, value, :now, :now from jsonb_each(cast(:documents as jsonb))
                        on conflict (name) do update
                        set document = excluded.document, updated_at = excluded.updated_at
                        where role.document is distinct from excluded.document
                        returning name""",
                        String.class)
                .setParameter("documents", documents.toString())
                .setParameter("now", now)
                .getResultList();
    }

    /** @param others names, separated by commas, to look through as well */
    long count(String text, String others) {
        return ((Number) getEntityManager()
                        .createNativeQuery("select count(*) " + MATCHING, Long.class)
                        .setParameter("others", others)
                        .setParameter("text", text)
                        .getSingleResult())
                .longValue();
    }

    @SuppressWarnings("unchecked")
    List<String> names(String text, String others, boolean descending, int from, int size) {
        return getEntityManager()
                .createNativeQuery(
                        "select name " + MATCHING + " order by name " + (descending ? "desc" : "asc")
                                + " limit :size offset :from",
                        String.class)
                .setParameter("others", others)
                .setParameter("text", text)
                .setParameter("size", size)
                .setParameter("from", from)
                .getResultList();
    }
}

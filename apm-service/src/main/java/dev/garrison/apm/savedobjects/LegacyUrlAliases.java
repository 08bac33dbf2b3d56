package dev.garrison.apm.savedobjects;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Former ids of imported objects, so that links which say them still lead somewhere. */
@ApplicationScoped
public class LegacyUrlAliases {
    private final EntityManager database;
    private final Clock clock;

    LegacyUrlAliases(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @param sourceId the former id */
    public record Alias(String targetSpace, String targetType, String sourceId) {}

    /** @param renamed from former ids to present ones */
    void add(String space, Map<ObjectKey, String> renamed) {
        if (renamed.isEmpty()) {
            return;
        }
        var keys = List.copyOf(renamed.keySet());
        database.createNativeQuery(
                        """
                        insert into legacy_url_alias (target_space, target_type, source_id, target_id, created_at)
                        select :space, given.type, given.source, given.target, :now
                        from unnest(cast(:types as text[]), cast(:sources as text[]), cast(:targets as text[]))
                            as given (type, source, target)
                        on conflict (target_space, target_type, source_id)
                        do update set target_id = excluded.target_id, disabled = false""")
                .setParameter("space", space)
                .setParameter("now", clock.instant())
                .setParameter("types", keys.stream().map(ObjectKey::type).toArray(String[]::new))
                .setParameter("sources", keys.stream().map(ObjectKey::id).toArray(String[]::new))
                .setParameter("targets", keys.stream().map(renamed::get).toArray(String[]::new))
                .executeUpdate();
    }

    /** Present ids by former keys, for those that have one in the space and are not disabled. */
    @SuppressWarnings("unchecked")
    Map<ObjectKey, String> find(String space, Collection<ObjectKey> former) {
        var found = new HashMap<ObjectKey, String>();
        List<Object[]> rows = database.createNativeQuery(
                        """
                        select a.target_type, a.source_id, a.target_id
                        from legacy_url_alias a
                        join unnest(cast(:types as text[]), cast(:ids as text[])) as wanted (type, id)
                            on a.target_type = wanted.type and a.source_id = wanted.id
                        where a.target_space = :space and not a.disabled""",
                        Object[].class)
                .setParameter("space", space)
                .setParameter("types", former.stream().map(ObjectKey::type).toArray(String[]::new))
                .setParameter("ids", former.stream().map(ObjectKey::id).toArray(String[]::new))
                .getResultList();
        rows.forEach(row -> found.put(new ObjectKey((String) row[0], (String) row[1]), (String) row[2]));
        return found;
    }

    /** The spaces in which one of these ids is an alias that is followed. */
    @SuppressWarnings("unchecked")
    public Map<ObjectKey, List<String>> spacesWith(Collection<ObjectKey> former) {
        var found = new HashMap<ObjectKey, List<String>>();
        List<Object[]> rows = database.createNativeQuery(
                        """
                        select a.target_type, a.source_id, array_agg(a.target_space order by a.target_space)
                        from legacy_url_alias a
                        join unnest(cast(:types as text[]), cast(:ids as text[])) as wanted (type, id)
                            on a.target_type = wanted.type and a.source_id = wanted.id
                        where not a.disabled
                        group by a.target_type, a.source_id""",
                        Object[].class)
                .setParameter("types", former.stream().map(ObjectKey::type).toArray(String[]::new))
                .setParameter("ids", former.stream().map(ObjectKey::id).toArray(String[]::new))
                .getResultList();
        rows.forEach(row -> found.put(new ObjectKey((String) row[0], (String) row[1]), List.of((String[]) row[2])));
        return found;
    }

    /** They are kept, and followed no more. One that is not there is left so. */
    @Transactional
    public void disable(List<Alias> aliases) {
        database.createNativeQuery(
                        """
                        update legacy_url_alias a set disabled = true
                        from unnest(cast(:spaces as text[]), cast(:types as text[]), cast(:sources as text[]))
                            as given (space, type, source)
                        where a.target_space = given.space and a.target_type = given.type and a.source_id = given.source""")
                .setParameter("spaces", aliases.stream().map(Alias::targetSpace).toArray(String[]::new))
                .setParameter("types", aliases.stream().map(Alias::targetType).toArray(String[]::new))
                .setParameter("sources", aliases.stream().map(Alias::sourceId).toArray(String[]::new))
                .executeUpdate();
    }

    /** With the objects go the ways to them. */
    void deleteTo(Collection<SavedObject> gone) {
        if (!gone.isEmpty()) {
            database.createNativeQuery(
                            """
                            delete from legacy_url_alias a
                            using unnest(cast(:types as text[]), cast(:ids as text[])) as given (type, id)
                            where a.target_type = given.type and a.target_id = given.id
                              and not exists (select from saved_object o where o.type = given.type and o.id = given.id)""")
                    .setParameter("types", gone.stream().map(SavedObject::type).toArray(String[]::new))
                    .setParameter("ids", gone.stream().map(SavedObject::id).toArray(String[]::new))
                    .executeUpdate();
        }
    }

    void deleteSpace(String space, Instant before) {
        database.createNativeQuery("delete from legacy_url_alias where target_space = :space and created_at < :before")
                .setParameter("space", space)
                .setParameter("before", before)
                .executeUpdate();
    }
}

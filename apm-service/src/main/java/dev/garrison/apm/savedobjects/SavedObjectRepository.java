package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The objects' rows, which travel as JSON in both directions: each method is one statement, however many objects it takes. */
@ApplicationScoped
class SavedObjectRepository {
    private static final String ROW = "cast(row_to_json(o) as text)";
    private static final String GIVEN =
            """
            jsonb_to_recordset(cast(:objects as jsonb)) as given (
                type text, id text, spaces text[], origin_id text, attributes jsonb, refs jsonb, managed boolean,
                created_at timestamptz, created_by text, updated_at timestamptz, updated_by text) """;
    private static final String ID_SPACE = "case when given.type = any(:perSpace) then given.spaces[1] else '' end";
    private static final String KEYS = " unnest(cast(:types as text[]), cast(:ids as text[])) as wanted (type, id) ";

    private final EntityManager database;
    private final ObjectMapper json;

    SavedObjectRepository(EntityManager database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** In whichever space they are; several of one key where ids are unique in a space only. In no particular order. */
    List<SavedObject> anywhere(Collection<ObjectKey> keys) {
        return select("select " + ROW + " from" + KEYS + "join saved_object o using (type, id)", keys);
    }

    /** Those of the space, by key. */
    Map<ObjectKey, SavedObject> in(String space, Collection<ObjectKey> keys) {
        return seenFrom(space, anywhere(keys));
    }

    List<SavedObject> withSlug(String space, String slug) {
        return read(database.createNativeQuery(
                        "select " + ROW
                                + " from saved_object o where o.type = 'url' and o.attributes ->> 'slug' = :slug"
                                + " and o.spaces && array[:space, '*'] order by o.created_at, o.id",
                        String.class)
                .setParameter("slug", slug)
                .setParameter("space", space));
    }

    /**
     * The objects of the space, and what they refer to, and what that refers to, in no particular order.
     *
     * @param through types whose objects are followed to and found; the first ones may be of any
     */
    List<SavedObject> reachable(String space, Collection<ObjectKey> first, Collection<String> through) {
        return first.isEmpty()
                ? List.of()
                : read(bindKeys(
                                database.createNativeQuery(
                                        """
                                        with recursive reached (type, id) as (
                                            select type, id from %s
                                            union
                                            select reference.type, reference.id
                                            from reached
                                            join saved_object o using (type, id)
                                            cross join lateral jsonb_to_recordset(o.refs) as reference (type text, id text)
                                            where o.spaces && array[:space, '*'] and reference.type = any(:through))
                                        select %s from reached join saved_object o using (type, id)
                                        where o.spaces && array[:space, '*']"""
                                                .formatted(KEYS, ROW),
                                        String.class),
                                first)
                        .setParameter("space", space)
                        .setParameter("through", through.toArray(String[]::new)));
    }

    /** As {@link #anywhere}, and nobody else writes them before the transaction ends. */
    List<SavedObject> lock(Collection<ObjectKey> keys) {
        return select(
                "select " + ROW + " from" + KEYS + "join saved_object o using (type, id)"
                        + " order by o.type, o.id, o.id_space for update of o", // one order: no deadlock
                keys);
    }

    static Map<ObjectKey, SavedObject> seenFrom(String space, List<SavedObject> objects) {
        return objects.stream()
                .filter(object -> object.isIn(space))
                .collect(Collectors.toMap(SavedObject::key, object -> object));
    }

    /** Those of the space that were copied from one of the ids, or from what it was copied from. */
    List<SavedObject> ofOrigin(String space, Collection<ObjectKey> origins) {
        return origins.isEmpty()
                ? List.of()
                : read(bindKeys(
                                database.createNativeQuery(
                                        """
                                        select distinct on (o.type, o.id) %s
                                        from %s join saved_object o
                                            on o.type = wanted.type and (o.origin_id = wanted.id or o.id = wanted.id)
                                        where o.spaces && array[:space, '*']
                                        order by o.type, o.id"""
                                                .formatted(ROW, KEYS),
                                        String.class),
                                origins)
                        .setParameter("space", space));
    }

    /** @return what was stored; an object whose id is taken is left out */
    List<SavedObject> insert(Collection<SavedObject> objects) {
        return written(
                """
                        insert into saved_object as o (type, id, id_space, spaces, origin_id, attributes, refs, managed,
                            created_at, created_by, updated_at, updated_by)
                        select type, id, %s, spaces, origin_id, attributes, refs, managed,
                            created_at, created_by, updated_at, updated_by
                        from %s
                        on conflict do nothing
                        returning %s"""
                        .formatted(ID_SPACE, GIVEN, ROW),
                objects);
    }

    /** Writes objects that the transaction has locked; each gets a new version. */
    List<SavedObject> update(Collection<SavedObject> objects) {
        return written(
                """
                        update saved_object o
                        set spaces = given.spaces, origin_id = given.origin_id, attributes = given.attributes,
                            refs = given.refs, managed = given.managed, updated_at = given.updated_at,
                            updated_by = given.updated_by, version = nextval('saved_object_version')
                        from %s
                        where o.type = given.type and o.id = given.id and o.id_space = %s
                        returning %s"""
                        .formatted(GIVEN, ID_SPACE, ROW),
                objects);
    }

    void delete(Collection<SavedObject> objects) {
        if (!objects.isEmpty()) {
            bind(
                            database.createNativeQuery("delete from saved_object o using " + GIVEN
                                    + "where o.type = given.type and o.id = given.id and o.id_space = " + ID_SPACE),
                            objects)
                    .executeUpdate();
        }
    }

    /**
     * Deletes what only the space sees.
     *
     * @param before what is younger is of a new space with the same id
     * @return what is gone
     */
    List<SavedObject> deleteOnlyIn(String space, Instant before) {
        return read(database.createNativeQuery(
                        "delete from saved_object o where o.spaces = array[:space] and o.created_at < :before returning "
                                + ROW,
                        String.class)
                .setParameter("space", space)
                .setParameter("before", before));
    }

    /** @return what others see, and the space no more */
    List<SavedObject> withdrawFrom(String space, Instant before) {
        return read(database.createNativeQuery(
                        """
                        update saved_object o
                        set spaces = array_remove(o.spaces, :space), version = nextval('saved_object_version')
                        where o.spaces @> array[:space] and cardinality(o.spaces) > 1 and o.created_at < :before
                        returning """
                                + " " + ROW,
                        String.class)
                .setParameter("space", space)
                .setParameter("before", before));
    }

    /** Every space in which there is an object of one of the types. */
    @SuppressWarnings("unchecked")
    List<String> spacesOf(Collection<String> types) {
        return database.createNativeQuery(
                        "select distinct unnest(spaces) from saved_object where type = any(:types)", String.class)
                .setParameter("types", types.toArray(String[]::new))
                .getResultList();
    }

    /** The spaces in which there are objects copied from the same as each of these, the object's own included. */
    @SuppressWarnings("unchecked")
    Map<ObjectKey, List<String>> spacesOfSameOrigin(Collection<ObjectKey> keys) {
        List<Object[]> rows = bindKeys(
                        database.createNativeQuery(
                                """
                                select wanted.type, wanted.id, array_agg(distinct elsewhere.space order by elsewhere.space)
                                from %s
                                join saved_object self on self.type = wanted.type and self.id = wanted.id
                                join saved_object o on o.type = self.type and o.id <> self.id
                                    and (o.origin_id = coalesce(self.origin_id, self.id) or o.id = self.origin_id)
                                cross join lateral unnest(o.spaces) as elsewhere (space)
                                group by wanted.type, wanted.id"""
                                        .formatted(KEYS),
                                Object[].class),
                        keys)
                .getResultList();
        var found = new TreeMap<ObjectKey, List<String>>((a, b) -> a.toString().compareTo(b.toString()));
        rows.forEach(row -> found.put(new ObjectKey((String) row[0], (String) row[1]), List.of((String[]) row[2])));
        return found;
    }

    private List<SavedObject> select(String sql, Collection<ObjectKey> keys) {
        return keys.isEmpty() ? List.of() : read(bindKeys(database.createNativeQuery(sql, String.class), keys));
    }

    private static Query bindKeys(Query query, Collection<ObjectKey> keys) {
        var distinct = keys.stream().distinct().toList();
        return query.setParameter(
                        "types", distinct.stream().map(ObjectKey::type).toArray(String[]::new))
                .setParameter("ids", distinct.stream().map(ObjectKey::id).toArray(String[]::new));
    }

    private Query bind(Query query, Collection<SavedObject> objects) {
        try {
            return query.setParameter("objects", json.writeValueAsString(objects))
                    .setParameter("perSpace", SavedObjectTypes.withIdsPerSpace());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<SavedObject> written(String sql, Collection<SavedObject> objects) {
        return objects.isEmpty() ? List.of() : read(bind(database.createNativeQuery(sql, String.class), objects));
    }

    /** @param query whose only column is a row as JSON */
    @SuppressWarnings("unchecked")
    List<SavedObject> read(Query query) {
        return ((List<String>) query.getResultList()).stream().map(this::read).toList();
    }

    private SavedObject read(String row) {
        try {
            return json.readValue(row, SavedObject.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored object cannot be read", e);
        }
    }
}

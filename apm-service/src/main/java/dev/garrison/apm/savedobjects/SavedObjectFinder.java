package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.FindQuery.Operator;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.Kql;
import dev.garrison.platform.kql.KqlException;
import dev.garrison.platform.kql.SqlCondition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Searches objects in SQL. */
@ApplicationScoped
class SavedObjectFinder {
    /** Sorting by what is not an attribute. */
    private static final Set<String> ROOT_FIELDS = Set.of("type", "id", "created_at", "updated_at");

    private static final Pattern BOOST = Pattern.compile("\\^\\d+(\\.\\d+)?$");
    private static final String SEARCHED = "searched.words";

    private final EntityManager database;
    private final SavedObjectRepository objects;
    private final Clock clock;

    SavedObjectFinder(EntityManager database, SavedObjectRepository objects, Clock clock) {
        this.database = database;
        this.objects = objects;
        this.clock = clock;
    }

    /**
     * @param searchFields attributes that {@code words} are looked for in; empty: each type's title
     * @param filter KQL, or null
     */
    record Search(
            FindScope scope,
            String words,
            Operator wordsJoined,
            List<String> searchFields,
            References having,
            References lacking,
            String filter) {
        static Search of(FindScope scope) {
            return new Search(scope, null, Operator.OR, List.of(), References.ANY, References.ANY, null);
        }
    }

    /** @param keys JSON objects {@code {type, id}} */
    record References(List<String> keys, Operator joined) {
        static final References ANY = new References(List.of(), Operator.OR);
    }

    record Page(List<SavedObject> objects, long total) {}

    /**
     * A page, from 1.
     *
     * @param sortField an attribute or {@code updated_at}, {@code created_at}, {@code type}, {@code id}; null: the oldest first
     * @throws ApiException 400: the filter or the sort field is wrong
     */
    Page find(Search search, String sortField, int page, int perPage) {
        var matching = matching(search);
        long total = count(matching);
        if (total == 0 || perPage == 0) {
            return new Page(List.of(), total);
        }
        var select = new SqlParts()
                .add("select cast(row_to_json(o) as text) from ")
                .add(matching)
                .add(
                        " order by " + order(search.scope(), sortField)
                                + "o.created_at, o.type, o.id, o.id_space limit ? offset ?",
                        perPage,
                        (Math.max(page, 1) - 1L) * perPage)
                .build();
        return new Page(objects.read(query(select, String.class)), total);
    }

    /** All at once, the oldest first; at most so many. */
    List<SavedObject> first(Search search, int limit) {
        return objects.read(query(
                new SqlParts()
                        .add("select cast(row_to_json(o) as text) from ")
                        .add(matching(search))
                        .add(" order by o.created_at, o.type, o.id limit ?", limit)
                        .build(),
                String.class));
    }

    long count(SqlCondition matching) {
        return (Long)
                query(new SqlParts().add("select count(*) from ").add(matching).build(), Long.class)
                        .getSingleResult();
    }

    /** What stands between {@code from} and {@code order by}; the objects are {@code o}. */
    SqlCondition matching(Search search) {
        var sql = new SqlParts().add("saved_object o");
        if (search.words() != null && !search.words().isBlank()) {
            sql.add(" cross join lateral (select lower(");
            writeSearched(search, sql);
            sql.add(" collate \"und-x-icu\") as words) searched");
        }
        sql.add(" where ");
        search.scope().write(sql);
        if (search.words() != null && !search.words().isBlank()) {
            sql.add(" and ")
                    .add(SearchWords.compile(search.words(), search.wordsJoined() == Operator.AND, SEARCHED)
                            .build());
        }
        writeReferences(search.having(), false, sql);
        writeReferences(search.lacking(), true, sql);
        if (search.filter() != null) {
            sql.add(" and ").add(filter(search));
        }
        return sql.build();
    }

    private static void writeSearched(Search search, SqlParts sql) {
        if (search.searchFields().isEmpty()) {
            sql.add("case o.type ");
            for (var type : search.scope().types()) {
                if (type.titleAttribute() != null) {
                    sql.add("when '%s' then o.attributes ->> '%s' ".formatted(type.name(), type.titleAttribute()));
                }
            }
            sql.add("else '' end");
            return;
        }
        if (search.searchFields().contains("*")) {
            sql.add("cast(o.attributes as text)");
            return;
        }
        sql.add("concat_ws(chr(10)");
        for (var field : search.searchFields()) {
            sql.add(", o.attributes #>> cast(? as text[])", (Object)
                    BOOST.matcher(field).replaceFirst("").split("\\."));
        }
        sql.add(")");
    }

    private static void writeReferences(References references, boolean negated, SqlParts sql) {
        if (references.keys().isEmpty()) {
            return;
        }
        sql.add(negated ? " and not (" : " and (");
        var join = "";
        for (var key : references.keys()) {
            sql.add(join + "o.refs @> cast(? as jsonb)", "[" + key + "]");
            join = references.joined().sql();
        }
        sql.add(")");
    }

    private SqlCondition filter(Search search) {
        try {
            var fields = FilterFields.of(search.scope().types());
            return fields.compile(fields.requireKnown(Kql.parse(search.filter())), clock);
        } catch (KqlException e) {
            throw ApiException.badRequest("%s: Bad Request", e.getMessage());
        }
    }

    private static String order(FindScope scope, String field) {
        if (field == null) {
            return "";
        }
        if (ROOT_FIELDS.contains(field)) {
            return "o." + field + ", ";
        }
        if (scope.types().stream().noneMatch(type -> type.mapped().containsKey(field))) {
            throw ApiException.badRequest("Unknown sort field %s", field);
        }
        // jsonb orders numbers as numbers; texts as people do
        return "case when jsonb_typeof(o.attributes -> '%1$s') = 'string' then lower(o.attributes ->> '%1$s') end, o.attributes -> '%1$s' nulls last, "
                .formatted(field);
    }

    Query query(SqlCondition statement, Class<?> result) {
        var query = database.createNativeQuery(statement.numbered(1), result);
        statement.bind(1, query::setParameter);
        return query;
    }
}

package dev.garrison.cases.cases;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.kql.DateSpan;
import dev.garrison.platform.kql.SqlCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A {@link CaseFilter} as SQL, but for the status: answers count the cases of every status. */
final class CaseConditions {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    private CaseConditions() {}

    /**
     * @param owners whose cases the caller may see
     * @throws ApiException 400: {@code from} or {@code to} is no date
     */
    static SqlCondition of(CaseFilter filter, String space, Set<Owner> owners, Instant now) {
        var where = new CaseConditions();
        where.add("space = ?", space);
        where.addAnyOf("owner = any(?)", owners, Owner::name);
        where.addAnyOf("owner = any(?)", filter.owner(), Owner::name);
        where.addAnyOf("severity = any(?)", filter.severity(), Severity::name);
        where.addAnyOf("category = any(?)", filter.category(), Function.identity());
        where.addAnyOf("tags && cast(? as text[])", filter.tags(), Function.identity());
        where.addAssignees(filter.assignees());
        where.addReporters(filter.reporters());
        where.addDates(filter.from(), filter.to(), now);
        where.addSearch(filter);
        return new SqlCondition(String.join(" and ", where.conditions), where.parameters);
    }

    private void add(String sql, Object... values) {
        conditions.add("(" + sql + ")");
        parameters.addAll(List.of(values));
    }

    /** Nothing chosen means that everything fits. */
    private <T> void addAnyOf(String sql, Collection<T> chosen, Function<T, String> name) {
        if (!chosen.isEmpty()) {
            add(sql, (Object) chosen.stream().map(name).toArray(String[]::new));
        }
    }

    private void addAssignees(List<String> assignees) {
        if (assignees.contains("none")) {
            add("assignees && cast(? as text[]) or cardinality(assignees) = 0", (Object)
                    assignees.toArray(String[]::new));
        } else {
            addAnyOf("assignees && cast(? as text[])", assignees, Function.identity());
        }
    }

    private void addReporters(List<String> reporters) {
        if (!reporters.isEmpty()) {
            var names = reporters.toArray(String[]::new);
            add("created_by->>'username' = any(?) or created_by->>'profile_uid' = any(?)", names, names);
        }
    }

    private void addDates(String from, String to, Instant now) {
        if (from != null) {
            add("created_at >= ?", date(from, now).from());
        }
        if (to != null) {
            add("created_at < ?", date(to, now).until());
        }
    }

    private static DateSpan date(String text, Instant now) {
        return DateSpan.parse(text, now)
                .orElseThrow(() -> ApiException.badRequest("Invalid \"from\" and/or \"to\" query parameters"));
    }

    private void addSearch(CaseFilter filter) {
        var terms = SearchTerm.of(filter.search() == null ? "" : filter.search());
        if (terms.isEmpty()) {
            return;
        }
        var fields = filter.searchFields().isEmpty() ? List.of(CaseFilter.SearchField.values()) : filter.searchFields();
        var inFields = new ArrayList<String>();
        var values = new ArrayList<Object>();
        for (var term : terms) {
            var inOne = new ArrayList<String>();
            for (var field : fields) {
                inOne.add(field + "_words @@ " + term.sql());
                values.add(term.parameter());
            }
            inFields.add("(" + String.join(" or ", inOne) + ")");
        }
        values.add(filter.search().strip());
        var operator = filter.defaultSearchOperator() == CaseFilter.SearchOperator.AND ? " and " : " or ";
        add("(" + String.join(operator, inFields) + ") or id = ?", values.toArray());
    }
}

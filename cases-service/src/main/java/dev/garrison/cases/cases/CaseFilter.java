package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code GET /api/cases/_find} may be asked.
 *
 * @param assignees uids of profiles; {@code none} for cases without
 * @param reporters names or profile uids of those who created a case
 * @param from earliest date of creation, or date math such as {@code now-1d}
 * @param to latest
 */
public record CaseFilter(
        @QueryParam("page") @DefaultValue("1") @Min(1) int page,
        @QueryParam("perPage") @DefaultValue("20") @Min(0) @Rule(Limits.PerPage.class) int perPage,
        @QueryParam("sortField") @DefaultValue("createdAt") SortField sortField,
        @QueryParam("sortOrder") @DefaultValue("desc") SortOrder sortOrder,
        @QueryParam("search") String search,
        @QueryParam("searchFields") List<SearchField> searchFields,
        @QueryParam("defaultSearchOperator") @DefaultValue("OR") SearchOperator defaultSearchOperator,
        @QueryParam("status") List<Status> status,
        @QueryParam("severity") List<Severity> severity,
        @QueryParam("owner") List<Owner> owner,
        @QueryParam("tags") @Rule(Limits.FilterTags.class) List<String> tags,
        @QueryParam("category") @Rule(Limits.FilterCategories.class) List<String> category,
        @QueryParam("assignees") @Rule(Limits.FilterAssignees.class) List<String> assignees,
        @QueryParam("reporters") @Rule(Limits.FilterReporters.class) List<String> reporters,
        @QueryParam("from") String from,
        @QueryParam("to") String to) {
    public enum SortOrder {
        asc,
        desc
    }

    public enum SearchOperator {
        OR,
        AND
    }

    public enum SearchField {
        title,
        description
    }

    public enum SortField {
        @JsonProperty("createdAt")
        CREATED_AT("createdAt", "created_at"),
        @JsonProperty("updatedAt")
        UPDATED_AT("updatedAt", "updated_at"),
        @JsonProperty("closedAt")
        CLOSED_AT("closedAt", "closed_at"),
        @JsonProperty("title")
        TITLE("title", "title collate \"C\""),
        @JsonProperty("category")
        CATEGORY("category", "category collate \"C\""),
        @JsonProperty("status")
        STATUS("status", "status_rank"),
        @JsonProperty("severity")
        SEVERITY("severity", "severity_rank");

        private final String wireName;
        final String sql;

        SortField(String wireName, String sql) {
            this.wireName = wireName;
            this.sql = sql;
        }

        /** How Quarkus reads it from the query, where the pipeline has let only known names pass. */
        public static SortField fromString(String wireName) {
            return Arrays.stream(values())
                    .filter(field -> field.wireName.equals(wireName))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** What a client searches for. The references are JSON: an object {@code {type, id}} or a list of them. */
public record FindQuery(
        @QueryParam("type") List<String> type,
        @QueryParam("per_page") @DefaultValue("20") @Min(0) @Max(10_000) int perPage,
        @QueryParam("page") @DefaultValue("1") @Min(0) int page,
        @QueryParam("search") String search,
        @QueryParam("default_search_operator") @DefaultValue("OR") Operator defaultSearchOperator,
        @QueryParam("search_fields") List<String> searchFields,
        @QueryParam("sort_field") String sortField,
        @QueryParam("fields") List<String> fields,
        @QueryParam("has_reference") String hasReference,
        @QueryParam("has_reference_operator") @DefaultValue("OR") Operator hasReferenceOperator,
        @QueryParam("has_no_reference") String hasNoReference,
        @QueryParam("has_no_reference_operator") @DefaultValue("OR") Operator hasNoReferenceOperator,
        @QueryParam("filter") String filter,
        @QueryParam("aggs") String aggs,
        @QueryParam("namespaces") List<String> namespaces) {

    /** How several conditions of one kind are joined. */
    public enum Operator {
        @JsonProperty("OR")
        OR,
        @JsonProperty("AND")
        AND;

        String sql() {
            return this == OR ? " or " : " and ";
        }
    }
}

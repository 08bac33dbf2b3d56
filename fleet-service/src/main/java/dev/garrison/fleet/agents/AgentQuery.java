package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.http.ApiException;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

/**
 * What a list of agents is asked for.
 *
 * @param perPage 0: only the counts
 * @param withMetrics accepted; agents' own metrics are not kept
 * @param searchAfter JSON: the {@code sort} of the last agent of the page before, instead of {@code page}
 * @param pitKeepAlive how long the point in time is wanted, e.g. {@code 5m}
 */
public record AgentQuery(
        @QueryParam("page") @Min(1) Integer page,
        @QueryParam("perPage") @DefaultValue("20") @Min(0) int perPage,
        @QueryParam("kuery") String kuery,
        @QueryParam("showInactive") @DefaultValue("false") boolean showInactive,
        @QueryParam("withMetrics") @DefaultValue("false") boolean withMetrics,
        @QueryParam("showUpgradeable") @DefaultValue("false") boolean showUpgradeable,
        @QueryParam("getStatusSummary") @DefaultValue("false") boolean getStatusSummary,
        @QueryParam("sortField") String sortField,
        @QueryParam("sortOrder") SortOrder sortOrder,
        @QueryParam("searchAfter") String searchAfter,
        @QueryParam("openPit") Boolean openPit,
        @QueryParam("pitId") String pitId,
        @QueryParam("pitKeepAlive") String pitKeepAlive) {
    private static final int FARTHEST = 10_000;

    /** As in the query. */
    public enum SortOrder {
        @JsonProperty("asc")
        asc,
        @JsonProperty("desc")
        desc
    }

    /** @throws ApiException 400: parameters that do not go together */
    void check() {
        if (searchAfter != null && page != null) {
            throw refused("You cannot use page parameter when using searchAfter");
        }
        if ((long) perPage * (page == null ? 1 : page) > FARTHEST) {
            throw refused("You cannot use page and perPage page over 10000 agents");
        }
        if (Boolean.TRUE.equals(openPit) && pitId != null) {
            throw refused("You cannot request to open a new point-in-time with an existing pitId");
        }
        if ((openPit != null || pitId != null) && pitKeepAlive == null) {
            throw refused("You must provide pitKeepAlive when using point-in-time parameters");
        }
    }

    AgentSort sort() {
        return AgentSort.by(sortField, sortOrder != SortOrder.asc);
    }

    /** @return null: from the beginning */
    JsonNode startAfter(ObjectMapper json) {
        if (searchAfter == null) {
            return null;
        }
        try {
            var values = json.readTree(searchAfter);
            if (values.isArray() && !values.isEmpty()) {
                return values;
            }
        } catch (JsonProcessingException e) {
            // answered as JSON of another shape
        }
        throw ApiException.badRequest("[request query.searchAfter]: searchAfter must be a non-empty array");
    }

    private static ApiException refused(String problem) {
        return ApiException.badRequest("[request query]: " + problem);
    }
}

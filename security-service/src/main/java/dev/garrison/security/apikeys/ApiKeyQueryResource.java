package dev.garrison.security.apikeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.kql.SqlCondition;
import dev.garrison.platform.security.CurrentPrincipal;
import dev.garrison.security.apikeys.ApiKeyResource.ApiKeyDocument;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Finds API keys by Elasticsearch's query language: {@code /_security/_query/api_key}. */
@Path("/_security/_query/api_key")
@Consumes(MediaType.APPLICATION_JSON)
public class ApiKeyQueryResource {
    private static final String ACTION = "cluster:admin/xpack/security/api_key/query";
    private static final int DEFAULT_SIZE = 10;
    private static final int WINDOW = 10_000;

    private final ApiKeyService keys;
    private final Owners owners;
    private final CurrentPrincipal caller;
    private final Clock clock;

    ApiKeyQueryResource(ApiKeyService keys, Owners owners, CurrentPrincipal caller, Clock clock) {
        this.keys = keys;
        this.owners = owners;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * @param query see {@link ApiKeyQuery}; all keys, where absent
     * @param sort see {@link ApiKeySort#of}
     */
    public record QueryApiKeys(ObjectNode query, @Min(0) Integer from, @Min(0) Integer size, JsonNode sort) {}

    /** @param total how many there are beyond this page, too */
    public record FoundApiKeys(long total, int count, @JsonProperty("api_keys") List<ApiKeyDocument> apiKeys) {}

    /** Without {@code read_security} or {@code manage_api_key}: only the caller's own keys, and of a key only itself. */
    @POST
    @RequirePrivileges(
            cluster = {"read_security", "manage_own_api_key"},
            action = ACTION)
    public FoundApiKeys query(
            @QueryParam("with_limited_by") boolean withLimitedBy,
            @QueryParam("with_profile_uid") boolean withProfileUid,
            QueryApiKeys body) {
        var asked = body == null ? new QueryApiKeys(null, null, null, null) : body;
        int from = asked.from() == null ? 0 : asked.from();
        int size = asked.size() == null ? DEFAULT_SIZE : asked.size();
        if ((long) from + size > WINDOW) {
            throw ApiException.badRequest(
                    "Result window is too large, from + size must be less than or equal to: [%d] but was [%d]",
                    WINDOW, (long) from + size);
        }
        var sort = ApiKeySort.of(asked.sort());
        var page = keys.page(visible(ApiKeyQuery.condition(asked.query(), clock.instant())), sort, from, size);
        var documents = page.keys().stream()
                .map(key -> ApiKeyDocument.of(key, owners, withLimitedBy, withProfileUid, sort.valuesOf(key)))
                .toList();
        return new FoundApiKeys(page.total(), documents.size(), documents);
    }

    @GET
    @RequirePrivileges(
            cluster = {"read_security", "manage_own_api_key"},
            action = ACTION)
    public FoundApiKeys get(
            @QueryParam("with_limited_by") boolean withLimitedBy,
            @QueryParam("with_profile_uid") boolean withProfileUid,
            QueryApiKeys body) {
        return query(withLimitedBy, withProfileUid, body);
    }

    private SqlCondition visible(SqlCondition asked) {
        var principal = caller.get();
        if (principal.hasCluster("read_security") || principal.hasCluster("manage_api_key")) {
            return asked;
        }
        return principal.apiKeyId() == null
                ? and(asked, "username = ? and realm = ?", List.of(principal.username(), principal.realm()))
                : and(asked, "id = ?", List.of(principal.apiKeyId()));
    }

    private static SqlCondition and(SqlCondition asked, String sql, List<Object> parameters) {
        var all = new ArrayList<>(asked.parameters());
        all.addAll(parameters);
        return new SqlCondition("(" + asked.sql() + ") and " + sql, all);
    }
}

package dev.garrison.fleet.uninstalltokens;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Uninstall tokens over HTTP: {@code /api/fleet/uninstall_tokens}. */
@Path("/api/fleet/uninstall_tokens")
public class UninstallTokenResource {
    private final UninstallTokenService tokens;

    UninstallTokenResource(UninstallTokenService tokens) {
        this.tokens = tokens;
    }

    @GET
    @RequirePrivileges("fleet-agents-all")
    public Page list(@BeanParam Query query) {
        if (query.policyId() != null && query.search() != null) {
            throw ApiException.badRequest("Query parameters `policyId` and `search` cannot be used at the same time.");
        }
        var found = tokens.list(query.policyId(), query.search(), query.page(), query.perPage());
        return new Page(found.items(), found.total(), query.page(), query.perPage());
    }

    @GET
    @Path("/{uninstallTokenId}")
    @RequirePrivileges("fleet-agents-all")
    public Answer get(@PathParam("uninstallTokenId") String id) {
        return new Answer(tokens.require(id));
    }

    /**
     * @param policyId part of a policy's id
     * @param search part of a policy's id or name
     */
    public record Query(
            @QueryParam("policyId") @Size(max = 50) String policyId,
            @QueryParam("search") @Size(max = 50) String search,
            @QueryParam("perPage") @DefaultValue("20") @Min(5) @Max(10_000) int perPage,
            @QueryParam("page") @DefaultValue("1") @Min(1) int page) {}

    /** @param token absent in lists */
    public record UninstallToken(
            @NotNull String id,
            @NotNull @JsonProperty("policy_id") String policyId,
            @JsonProperty("policy_name") @Schema(nullable = true) String policyName,
            @NotNull @JsonProperty("created_at") Instant createdAt,
            List<String> namespaces,
            String token) {
        /** Keeps the token out of logs. */
        @Override
        public String toString() {
            return "UninstallToken[" + id + "]";
        }
    }

    public record Page(@NotNull List<UninstallToken> items, long total, int page, int perPage) {}

    public record Answer(@NotNull UninstallToken item) {}
}

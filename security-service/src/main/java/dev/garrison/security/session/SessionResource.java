package dev.garrison.security.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/**
 * Sessions of browsers: {@code /api/security/session}. There are none: every request brings its credentials, and nobody stays logged
 * in.
 */
@Path("/api/security/session")
@Consumes(MediaType.APPLICATION_JSON)
public class SessionResource {

    /** @param query with {@code match} {@code query} only */
    public record InvalidateSessions(@NotNull Match match, Query query) {
        public enum Match {
            @JsonProperty("all")
            ALL,
            @JsonProperty("query")
            QUERY
        }

        public record Query(@NotNull Provider provider, String username) {}

        /** @param type e.g. {@code basic} */
        public record Provider(@NotNull String type, String name) {}
    }

    /** @param total how many sessions ended */
    public record Invalidated(int total) {}

    @POST
    @Path("/_invalidate")
    @RequirePrivileges("sessionManagement")
    public Invalidated invalidate(@NotNull InvalidateSessions body) {
        if (body.match() == InvalidateSessions.Match.ALL && body.query() != null) {
            throw ApiException.badRequest("[request body.query]: a value wasn't expected to be present");
        }
        if (body.match() == InvalidateSessions.Match.QUERY && body.query() == null) {
            throw ApiException.badRequest(
                    "[request body.query.provider.type]: expected value of type [string] but got [undefined]");
        }
        return new Invalidated(0);
    }
}

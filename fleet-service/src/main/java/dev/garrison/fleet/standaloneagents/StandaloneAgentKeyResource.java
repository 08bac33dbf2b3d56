package dev.garrison.fleet.standaloneagents;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** API keys for agents without Fleet over HTTP: {@code /internal/fleet/create_standalone_agent_api_key}. */
@Path("/internal/fleet/create_standalone_agent_api_key")
@Consumes(MediaType.APPLICATION_JSON)
public class StandaloneAgentKeyResource {
    private final StandaloneAgentKeys keys;

    StandaloneAgentKeyResource(StandaloneAgentKeys keys) {
        this.keys = keys;
    }

    @POST
    @RequirePrivileges("fleet-agents-all")
    public Answer create(@Context HttpHeaders headers, @NotNull NewKey body) {
        return new Answer(keys.create(headers.getHeaderString(HttpHeaders.AUTHORIZATION), body.name()));
    }

    public record NewKey(@NotNull @Size(min = 1) String name) {}

    /**
     * @param apiKey the secret, shown this once
     * @param encoded base64 of {@code id:api_key}
     */
    public record Key(
            @NotNull String id,
            @NotNull String name,
            @NotNull @JsonProperty("api_key") String apiKey,
            @NotNull String encoded) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    public record Answer(@NotNull Key item) {}
}

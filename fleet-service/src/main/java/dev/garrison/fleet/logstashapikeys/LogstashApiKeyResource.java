package dev.garrison.fleet.logstashapikeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** API keys for Logstash over HTTP: {@code /api/fleet/logstash_api_keys}. */
@Path("/api/fleet/logstash_api_keys")
@Consumes(MediaType.APPLICATION_JSON)
public class LogstashApiKeyResource {
    private final LogstashApiKeyService keys;

    LogstashApiKeyResource(LogstashApiKeyService keys) {
        this.keys = keys;
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public Created create(@Context HttpHeaders headers) {
        return new Created(keys.create(headers.getHeaderString(HttpHeaders.AUTHORIZATION)));
    }

    /** @param apiKey {@code id:secret}, shown this once */
    public record Created(@NotNull @JsonProperty("api_key") String apiKey) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Created[…]";
        }
    }
}

package dev.garrison.fleet.servicetokens;

import dev.garrison.fleet.servicetokens.ServiceTokens.NewToken;
import dev.garrison.fleet.servicetokens.ServiceTokens.Token;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Service tokens over HTTP: {@code /api/fleet/service_tokens}. */
@Path("/api/fleet/service_tokens")
@Consumes(MediaType.APPLICATION_JSON)
public class ServiceTokenResource {
    private final ServiceTokens tokens;

    ServiceTokenResource(ServiceTokens tokens) {
        this.tokens = tokens;
    }

    @POST
    @RequirePrivileges("fleet-agents-all")
    public Token create(@Context HttpHeaders headers, NewToken body) {
        return tokens.create(headers.getHeaderString(HttpHeaders.AUTHORIZATION), NewToken.isRemote(body));
    }
}

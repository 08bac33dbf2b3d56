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
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Service tokens under their former address {@code /api/fleet/service-tokens}, which old clients still use. */
@Path("/api/fleet/service-tokens")
@Consumes(MediaType.APPLICATION_JSON)
public class LegacyServiceTokenResource {
    private final ServiceTokens tokens;

    LegacyServiceTokenResource(ServiceTokens tokens) {
        this.tokens = tokens;
    }

    @POST
    @Operation(deprecated = true)
    @RequirePrivileges("fleet-agents-all")
    public Token create(@Context HttpHeaders headers, NewToken body) {
        return tokens.create(headers.getHeaderString(HttpHeaders.AUTHORIZATION), NewToken.isRemote(body));
    }
}

package dev.garrison.security.serviceaccounts;

import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * A token for a Fleet Server: {@code /internal/security/fleet_server_token}, for fleet-service, which asks with its caller's token; the
 * gateway routes nobody there. Who may add agents may give a Fleet Server its token without being allowed all service accounts.
 */
@Path("/internal/security/fleet_server_token")
@Consumes(MediaType.APPLICATION_JSON)
public class FleetServerTokenResource {
    private final ServiceTokenService tokens;

    FleetServerTokenResource(ServiceTokenService tokens) {
        this.tokens = tokens;
    }

    @POST
    @Operation(hidden = true) // the document is for clients, who cannot come here
    @RequirePrivileges("fleet-agents-all")
    public FleetServerToken create(@NotNull NewToken body) {
        var account =
                Boolean.TRUE.equals(body.remote()) ? ServiceAccount.FLEET_SERVER_REMOTE : ServiceAccount.FLEET_SERVER;
        var created = tokens.createDated(account);
        return new FleetServerToken(created.name(), created.encoded());
    }

    /** @param remote for the account that may only write data */
    public record NewToken(Boolean remote) {}

    /** @param value shown this once */
    public record FleetServerToken(@NotNull String name, @NotNull String value) {
        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "FleetServerToken[" + name + "]";
        }
    }
}

package dev.garrison.fleet.signing;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** Rotation of the message signing key over HTTP: {@code /api/fleet/message_signing_service/rotate_key_pair}. */
@Path("/api/fleet/message_signing_service/rotate_key_pair")
@Consumes(MediaType.APPLICATION_JSON)
public class KeyRotationResource {
    private final KeyRotation rotation;

    KeyRotationResource(KeyRotation rotation) {
        this.rotation = rotation;
    }

    @POST
    @RequirePrivileges({"fleet-agents-all", "fleet-agent-policies-all", "fleet-settings-all"})
    public Rotated rotate(@QueryParam("acknowledge") @DefaultValue("false") boolean acknowledge) {
        if (!acknowledge) {
            throw ApiException.badRequest(
                    "Warning: this API will cause a key pair to rotate and should not be necessary in normal operation."
                            + " If you proceed, you may need to reinstall Agents in your network."
                            + " You must acknowledge the risks of rotating the key pair with acknowledge=true in the request"
                            + " parameters. For more information, reach out to your administrator.");
        }
        rotation.rotate();
        return new Rotated("Key pair rotated successfully.");
    }

    public record Rotated(@NotNull String message) {}
}

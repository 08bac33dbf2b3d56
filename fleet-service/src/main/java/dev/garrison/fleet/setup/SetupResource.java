package dev.garrison.fleet.setup;

import dev.garrison.fleet.setup.SetupService.Initialized;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Making Fleet ready: {@code /api/fleet/setup}. */
@Path("/api/fleet/setup")
@Consumes(MediaType.APPLICATION_JSON)
public class SetupResource {
    private final SetupService setup;

    SetupResource(SetupService setup) {
        this.setup = setup;
    }

    @POST
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Initialized setup() {
        return setup.initialize();
    }
}

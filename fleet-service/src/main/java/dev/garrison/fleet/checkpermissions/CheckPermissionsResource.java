package dev.garrison.fleet.checkpermissions;

import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** Whether the caller may work with Fleet: {@code /api/fleet/check-permissions}. */
@Path("/api/fleet/check-permissions")
public class CheckPermissionsResource {
    private static final List<String> AREAS = List.of("fleet-agents", "fleet-agent-policies", "fleet-settings");

    private final CurrentPrincipal principal;

    CheckPermissionsResource(CurrentPrincipal principal) {
        this.principal = principal;
    }

    /** @param fleetServerSetup also whether the caller may set up a Fleet Server: with its policy, its address, and a token for it */
    @GET
    @RequirePrivileges
    public Permissions check(@QueryParam("fleetServerSetup") Boolean fleetServerSetup) {
        var caller = principal.get();
        if (AREAS.stream().noneMatch(area -> caller.has(area + "-read") || caller.has(area + "-all"))) {
            return new Permissions(false, Problem.MISSING_PRIVILEGES);
        }
        if (Boolean.TRUE.equals(fleetServerSetup) && !AREAS.stream().allMatch(area -> caller.has(area + "-all"))) {
            return new Permissions(false, Problem.MISSING_FLEET_SERVER_SETUP_PRIVILEGES);
        }
        return new Permissions(true, null);
    }

    /** @param error absent on success */
    public record Permissions(@NotNull Boolean success, Problem error) {}

    /** Why the caller may not. */
    public enum Problem {
        MISSING_SECURITY,
        MISSING_PRIVILEGES,
        MISSING_FLEET_SERVER_SETUP_PRIVILEGES
    }
}

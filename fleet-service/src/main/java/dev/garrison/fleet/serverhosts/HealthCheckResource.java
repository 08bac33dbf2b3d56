package dev.garrison.fleet.serverhosts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;

/** Whether a Fleet Server answers: {@code /api/fleet/health_check}. */
@Path("/api/fleet/health_check")
@Consumes(MediaType.APPLICATION_JSON)
public class HealthCheckResource {
    private final HealthCheck check;

    HealthCheckResource(HealthCheck check) {
        this.check = check;
    }

    @POST
    @RequirePrivileges("fleet-settings-all")
    public HealthCheck.Health check(@NotNull CheckHealth body) {
        return check.of(body.id());
    }

    /**
     * @param id of the Fleet Server host
     * @param host taken and not looked at: only addresses of known hosts are called
     */
    public record CheckHealth(@NotNull String id, @Rule(Uri.class) String host) {}

    /** An address. */
    public static class Uri implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            try {
                URI.create(value.textValue());
                return null;
            } catch (IllegalArgumentException e) {
                return "value must be a valid URI (see RFC 3986).";
            }
        }
    }
}

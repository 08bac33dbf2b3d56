package dev.garrison.fleet.fleetserver;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while agents cannot be served: before the listener is up, and from the moment that the service stops. */
@Readiness
@ApplicationScoped
class FleetServerHealth implements HealthCheck {
    private final FleetServer server;

    FleetServerHealth(FleetServer server) {
        this.server = server;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("fleet-server")
                .status(server.isRunning())
                .build();
    }
}

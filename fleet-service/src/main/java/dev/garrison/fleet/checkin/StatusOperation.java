package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.database.DatabaseException;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether agents are served. Who shows a key is also told by which version. */
@ApplicationScoped
class StatusOperation implements Operation {
    private static final Route ROUTE = new Route("status", HttpMethod.GET, "/api/status", false, 1024, 500, 2000, 200);

    private final AgentAuthentication authentication;
    private final Database database;
    private final ObjectMapper json;
    private final Version version;

    StatusOperation(
            AgentAuthentication authentication,
            Database database,
            ObjectMapper json,
            @ConfigProperty(name = "garrison.version") String version,
            @ConfigProperty(name = "garrison.build.hash", defaultValue = "unknown") String buildHash,
            @ConfigProperty(name = "garrison.build.time", defaultValue = "1970-01-01T00:00:00Z") Instant buildTime) {
        this.authentication = authentication;
        this.database = database;
        this.json = json;
        this.version = new Version(version, buildHash, buildTime.toString());
    }

    private record Status(String name, String status, Version version) {}

    private record Version(
            String number,
            @JsonProperty("build_hash") String buildHash,
            @JsonProperty("build_time") String buildTime) {}

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        try {
            database.first("select 1 as one", row -> row.number("one"));
            return Answer.json(200, new Status("fleet-server", "HEALTHY", isKnown(request) ? version : null), json);
        } catch (DatabaseException e) {
            return Answer.json(503, new Status("fleet-server", "FAILED", null), json);
        }
    }

    private boolean isKnown(AgentRequest request) {
        try {
            return authentication.isKnown(request);
        } catch (ProtocolException e) { // no key, or nothing like one
            return false;
        }
    }
}

package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.agents.AgentChanges;
import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;

/** A host tells that its agent is gone, which is shown until the agent checks in again. The agent stays active. */
@ApplicationScoped
class AuditUnenrollOperation implements Operation {
    private static final Route ROUTE = new Route(
            "audit-unenroll", HttpMethod.POST, "/api/fleet/agents/{id}/audit/unenroll", true, 1024, 500, 1000, 200);
    private static final Set<String> REASONS = Set.of("uninstall", "orphaned", "key_revoked", "migrated");

    private final AgentAuthentication authentication;
    private final AgentChanges changes;
    private final Database database;
    private final ObjectMapper json;

    AuditUnenrollOperation(
            AgentAuthentication authentication, AgentChanges changes, Database database, ObjectMapper json) {
        this.authentication = authentication;
        this.changes = changes;
        this.database = database;
        this.json = json;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var agent = authentication.require(request);
        var body = RequestBody.of(request, json);
        var reason = body.requireText("reason");
        if (!REASONS.contains(reason)) {
            throw ProtocolException.badRequest("Bad request: reason is not known");
        }
        var time = time(body.requireText("timestamp"));
        QuarkusTransaction.requiringNew().run(() -> write(agent, reason, time));
        return Answer.empty();
    }

    private void write(KnownAgent agent, String reason, Instant time) {
        int written = database.update(
                """
                update agent set audit_unenrolled_reason = ?, audit_unenrolled_time = ?
                where id = ? and audit_unenrolled_reason is distinct from 'orphaned'""",
                reason,
                time,
                agent.id());
        if (written == 0) {
            throw new ProtocolException(409, "ErrAuditReasonConflict", "audit_unenrolled_reason is orphaned");
        }
        changes.publish(Change.status, List.of(agent.id()));
    }

    private static Instant time(String timestamp) {
        try {
            var time = OffsetDateTime.parse(timestamp);
            if (time.getYear() >= 0 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // answered as a time that the database does not know
        }
        throw ProtocolException.badRequest("Bad request: timestamp must be a date and time");
    }
}

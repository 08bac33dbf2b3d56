package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A new agent, let in by an enrollment key. */
@ApplicationScoped
class EnrollOperation implements Operation {
    private static final Route ROUTE =
            new Route("enroll", HttpMethod.POST, "/api/fleet/agents/enroll", true, 512 << 10, 500, 2000, 2000);

    private final Enrolment enrolment;
    private final AgentVersion versions;
    private final ObjectMapper json;

    EnrollOperation(Enrolment enrolment, AgentVersion versions, ObjectMapper json) {
        this.enrolment = enrolment;
        this.versions = versions;
        this.json = json;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var key = enrolment.authenticate(request.apiKey());
        var version = versions.require(request);
        var body = RequestBody.of(request, json);
        if (!"PERMANENT".equals(body.requireText("type"))) {
            throw ProtocolException.badRequest("Bad request: type must be PERMANENT");
        }
        var metadata = body.body("metadata");
        if (metadata == null) {
            throw ProtocolException.badRequest("Bad request: metadata missing");
        }
        var wish = new Enrolment.Wish(
                version,
                body.text("enrollment_id"),
                metadata.object("local"),
                metadata.object("user_provided"),
                tags(metadata));
        return Answer.json(200, enrolment.enroll(key, wish), json);
    }

    private static List<String> tags(RequestBody metadata) {
        var tags = new TreeSet<String>();
        var sent = metadata.array("tags");
        if (sent != null) {
            for (int i = 0; i < sent.size(); i++) {
                tags.add(RequestBody.textOf(sent.get(i), "metadata.tags"));
            }
        }
        return new ArrayList<>(tags);
    }
}

package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.annotation.JsonInclude;
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

/** Agents tell how actions and policies went. */
@ApplicationScoped
class AckOperation implements Operation {
    private static final Route ROUTE =
            new Route("acks", HttpMethod.POST, "/api/fleet/agents/{id}/acks", true, 2 << 20, 5000, 20_000, 20_000);

    private final AgentAuthentication authentication;
    private final Acks acks;
    private final ObjectMapper json;

    AckOperation(AgentAuthentication authentication, Acks acks, ObjectMapper json) {
        this.authentication = authentication;
        this.acks = acks;
        this.json = json;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var agent = authentication.require(request);
        var sent = RequestBody.of(request, json).array("events");
        if (sent == null) {
            throw ProtocolException.badRequest("Bad request: events missing");
        }
        var events = new ArrayList<AckEvent>();
        for (int i = 0; i < sent.size(); i++) {
            events.add(AckEvent.of(RequestBody.of(sent.get(i), "events." + i)));
        }
        var items = acks.take(agent, events);
        int worst = items.stream().mapToInt(Acks.Outcome::status).max().orElse(200);
        return Answer.json(worst, new AckAnswer("acks", worst == 200 ? null : true, items), json);
    }

    /** @param errors null where all is well */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record AckAnswer(String action, Boolean errors, List<Acks.Outcome> items) {}
}

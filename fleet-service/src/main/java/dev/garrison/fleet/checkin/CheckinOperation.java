package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;

/** The check-in, a long poll: an agent says how it is, and is answered as soon as there is something for it to do. */
@ApplicationScoped
class CheckinOperation implements Operation {
    private static final Route ROUTE = new Route(
            "checkin", HttpMethod.POST, "/api/fleet/agents/{id}/checkin", true, 1 << 20, 5000, 20_000, 20_000);

    private final AgentAuthentication authentication;
    private final AgentVersion versions;
    private final CheckinRecords records;
    private final CheckinWait wait;
    private final PolicyDeliveries policies;
    private final Deliveries deliveries;
    private final WaitingCheckins checkins;
    private final WakeUps wakeUps;
    private final ObjectMapper json;

    CheckinOperation(
            AgentAuthentication authentication,
            AgentVersion versions,
            CheckinRecords records,
            CheckinWait wait,
            PolicyDeliveries policies,
            Deliveries deliveries,
            WaitingCheckins checkins,
            WakeUps wakeUps,
            ObjectMapper json) {
        this.authentication = authentication;
        this.versions = versions;
        this.records = records;
        this.wait = wait;
        this.policies = policies;
        this.deliveries = deliveries;
        this.checkins = checkins;
        this.wakeUps = wakeUps;
        this.json = json;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var sent = Sent.read(request, json);
        long before = wakeUps.count();
        var agent = authentication.require(request, sent.position());
        var version = versions.require(request);
        var checkin = sent.require();
        records.write(agent, checkin, version);
        var deadline = System.nanoTime() + wait.of(checkin.pollTimeout()).toNanos();
        var policyId = Objects.requireNonNullElse(agent.policyId(), "");
        answerOrPark(new WaitingCheckin(request, agent.id(), policyId, agent.position(), deadline), agent, before);
        return null;
    }

    private void answerOrPark(WaitingCheckin waiting, KnownAgent agent, long countBefore) {
        try {
            if (mayHaveWork(agent)) {
                deliveries.deliver(List.of(waiting));
            }
            if (!waiting.isAnswered()) {
                checkins.park(waiting);
                if (wakeUps.count() != countBefore) { // what came between reading and waiting
                    deliveries.deliver(List.of(waiting));
                }
            }
        } catch (RuntimeException e) {
            checkins.remove(waiting); // it is answered with the error
            throw e;
        }
    }

    private boolean mayHaveWork(KnownAgent agent) {
        if (agent.hasPendingActions() || agent.wantsNewerPolicy()) {
            return true;
        }
        return agent.latestRevision() != null
                && policies.atLeast(agent.policyId(), agent.latestRevision())
                        .filter(policy -> !agent.outputs().containsAll(policy.outputs()))
                        .isPresent();
    }

    /** The body, or what is wrong with it: whoever has no key need not know. */
    private record Sent(CheckinBody body, ProtocolException problem) {
        static Sent read(AgentRequest request, ObjectMapper json) {
            try {
                return new Sent(CheckinBody.of(request, json), null);
            } catch (ProtocolException e) {
                return new Sent(null, e);
            }
        }

        Long position() {
            return body == null ? null : body.position();
        }

        CheckinBody require() {
            if (problem != null) {
                throw problem;
            }
            return body;
        }
    }
}

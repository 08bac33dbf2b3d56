package dev.garrison.fleet.agents;

import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.NewAction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashSet;

/** Asks many agents to leave, or ends them at once. */
@ApplicationScoped
class BulkUnenrollment implements BulkOperation<BulkUnenrollment.Request> {
    private final AgentUnenrollment unenrollment;
    private final LockedAgents agents;
    private final ActionResults results;

    BulkUnenrollment(AgentUnenrollment unenrollment, LockedAgents agents, ActionResults results) {
        this.unenrollment = unenrollment;
        this.agents = agents;
        this.results = results;
    }

    /** @param force also those whose agent policy is hosted, and who are leaving already */
    record Request(boolean force, boolean revoke) {}

    @Override
    public String name() {
        return "unenroll";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        return NewAction.of(request.revoke() ? ActionType.FORCE_UNENROLL : ActionType.UNENROLL, null, user);
    }

    @Override
    public void run(BulkBatch batch, Request request) {
        var found = agents.lockAll(batch.agentIds());
        var errors = new HashMap<>(batch.gone(found));
        var leaving = new LinkedHashSet<String>();
        for (var agent : found) {
            var left = agent.unenrolledAt() != null || !request.revoke() && agent.unenrollmentStartedAt() != null;
            if (!request.force() && left) {
                errors.put(agent.id(), "Agent %s already unenrolled".formatted(agent.id()));
            } else if (!request.force() && agent.hosted()) {
                errors.put(agent.id(), Hosted.unenroll(agent.id(), agent.policyId()));
            } else {
                leaving.add(agent.id());
            }
        }
        results.fail(batch.actionId(), errors);
        var action = batch.part(action(request, batch.user()), found.size());
        if (request.revoke()) {
            unenrollment.revoke(action, leaving);
        } else {
            unenrollment.request(action, leaving);
        }
    }
}

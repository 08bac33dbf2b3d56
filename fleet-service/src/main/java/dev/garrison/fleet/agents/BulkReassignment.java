package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashSet;

/** Moves many agents to another agent policy. */
@ApplicationScoped
class BulkReassignment implements BulkOperation<BulkReassignment.Request> {
    private final AgentReassignment reassignment;
    private final LockedAgents agents;
    private final ActionResults results;

    BulkReassignment(AgentReassignment reassignment, LockedAgents agents, ActionResults results) {
        this.reassignment = reassignment;
        this.agents = agents;
        this.results = results;
    }

    record Request(@JsonProperty("policy_id") String policyId) {}

    @Override
    public String name() {
        return "reassign";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        reassignment.requireTarget(request.policyId()); // what nobody can follow is refused before anybody waits for it
        return AgentReassignment.action(request.policyId(), user);
    }

    /** @throws ApiException 404: no such policy; 400: it is hosted, or it is the only batch and no agent remains */
    @Override
    public void run(BulkBatch batch, Request request) {
        var action = action(request, batch.user());
        var found = agents.lockAll(batch.agentIds());
        var errors = new HashMap<>(batch.unknown(found, "Cannot find agent %s"));
        var moving = new LinkedHashSet<String>();
        for (var agent : found) {
            if (request.policyId().equals(agent.policyId())) {
                errors.put(
                        agent.id(),
                        "Agent %s is already assigned to agent policy %s".formatted(agent.id(), request.policyId()));
            } else if (agent.hosted()) {
                errors.put(agent.id(), Hosted.reassignFrom(agent.policyId()));
            } else {
                moving.add(agent.id());
            }
        }
        if (moving.isEmpty() && batch.number() == 0) {
            throw ApiException.badRequest("No agents to reassign, already assigned or hosted agents");
        }
        results.fail(batch.actionId(), errors);
        reassignment.move(batch.part(action, found.size()), moving, request.policyId());
    }
}

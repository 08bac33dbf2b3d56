package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/** Asks agents for their diagnostics, which they then upload. */
@ApplicationScoped
class AgentDiagnostics implements BulkOperation<AgentDiagnostics.Request> {
    private static final Duration LIFETIME = Duration.ofHours(3);
    private static final SemanticVersion FIRST_ABLE = SemanticVersion.of("8.7.0");

    private final LockedAgents agents;
    private final Actions actions;
    private final ActionResults results;
    private final Clock clock;

    AgentDiagnostics(LockedAgents agents, Actions actions, ActionResults results, Clock clock) {
        this.agents = agents;
        this.actions = actions;
        this.results = results;
        this.clock = clock;
    }

    /** @param additionalMetrics null: none */
    record Request(@JsonProperty("additional_metrics") List<Metric> additionalMetrics) {}

    /** What agents measure beyond what they always tell. */
    public enum Metric {
        CPU
    }

    /**
     * @return the id of the action
     * @throws ApiException 404: no such agent; 400: it is too old
     */
    @Transactional
    String request(String agentId, Request request, String user) {
        var agent = agents.require(agentId);
        if (!isAble(agent)) {
            throw ApiException.badRequest("%s", unable(agentId));
        }
        var action = action(request, user);
        actions.create(action, List.of(agentId));
        return action.id();
    }

    @Override
    public String name() {
        return "request_diagnostics";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        var data = JsonNodeFactory.instance.objectNode();
        if (request.additionalMetrics() != null) {
            var metrics = data.putArray("additional_metrics");
            request.additionalMetrics().forEach(metric -> metrics.add(metric.name()));
        }
        return NewAction.of(ActionType.REQUEST_DIAGNOSTICS, data, user)
                .expiringAt(clock.instant().plus(LIFETIME));
    }

    @Override
    public void run(BulkBatch batch, Request request) {
        var found = agents.lockAll(batch.agentIds());
        var errors = new HashMap<>(batch.gone(found));
        found.stream().filter(agent -> !isAble(agent)).forEach(agent -> errors.put(agent.id(), unable(agent.id())));
        results.fail(batch.actionId(), errors);
        actions.create(
                batch.part(action(request, batch.user()), found.size()),
                found.stream().map(LockedAgents.LockedAgent::id).toList());
    }

    private static boolean isAble(LockedAgents.LockedAgent agent) {
        var version = SemanticVersion.parse(agent.version());
        return version.isPresent() && version.get().compareTo(FIRST_ABLE) >= 0;
    }

    private static String unable(String agentId) {
        return "Agent " + agentId + " does not support request diagnostics action.";
    }
}

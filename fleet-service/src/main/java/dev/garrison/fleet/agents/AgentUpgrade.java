package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.actions.NewAction.Rollout;
import dev.garrison.fleet.agents.AgentChanged.Change;
import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;

/** Has agents replace their software, one or many. */
@ApplicationScoped
class AgentUpgrade implements BulkOperation<AgentUpgrade.Request> {
    private static final int LONGEST_MINIMUM_SECONDS = 7200;

    private final LockedAgents agents;
    private final UpgradeRules rules;
    private final Actions actions;
    private final ActionResults results;
    private final AgentChanges changes;
    private final Database database;
    private final Clock clock;

    AgentUpgrade(
            LockedAgents agents,
            UpgradeRules rules,
            Actions actions,
            ActionResults results,
            AgentChanges changes,
            Database database,
            Clock clock) {
        this.agents = agents;
        this.rules = rules;
        this.actions = actions;
        this.results = results;
        this.changes = changes;
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param sourceUri where agents get it from, or null for where their policy says
     * @param force whatever the agent runs now; many at once also where the agent policy is hosted
     * @param skipCoolDown also right after the last upgrade
     * @param startTime null: at once
     * @param rolloutSeconds over which the agents are spread, or null
     */
    record Request(
            String version,
            @JsonProperty("source_uri") String sourceUri,
            boolean force,
            boolean skipCoolDown,
            @JsonProperty("start_time") Instant startTime,
            @JsonProperty("rollout_duration_seconds") Integer rolloutSeconds) {

        static Request now(String version, String sourceUri, boolean force, boolean skipCoolDown) {
            return new Request(version, sourceUri, force, skipCoolDown, null, null);
        }
    }

    /** @throws ApiException 404: no such agent; 429: it was upgraded a moment ago; 400: it cannot be upgraded to that version */
    @Transactional
    void upgrade(String agentId, Request request, String user) {
        rules.requireOffered(request.version(), request.force());
        var agent = agents.require(agentId);
        if (!request.skipCoolDown()) {
            rules.coolDown(agent).ifPresent(left -> {
                throw ApiException.tooManyRequests(left, "agent " + agentId + " was upgraded less than 10 minutes ago");
            });
        }
        if (UpgradeRules.isLeaving(agent)) {
            throw ApiException.badRequest("cannot upgrade an unenrolling or unenrolled agent");
        }
        if (!request.force() && agent.upgrading()) {
            throw ApiException.badRequest("agent %s is already upgrading", agentId);
        }
        if (!request.force()) {
            rules.obstacle(agent, request.version()).ifPresent(reason -> {
                throw ApiException.badRequest("Agent %s is not upgradeable: %s", agentId, reason);
            });
        }
        if (agent.hosted()) {
            throw ApiException.badRequest("%s", Hosted.upgrade(agentId, agent.policyId()));
        }
        begin(action(request, user), List.of(agentId));
    }

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        rules.requireOffered(request.version(), request.force());
        var data = JsonNodeFactory.instance.objectNode().put("version", request.version());
        if (request.sourceUri() != null) {
            data.put("source_uri", request.sourceUri());
        }
        return scheduled(NewAction.of(ActionType.UPGRADE, data, user), request);
    }

    private NewAction scheduled(NewAction action, Request request) {
        if (request.startTime() == null && request.rolloutSeconds() == null) {
            return action;
        }
        var start = request.startTime() == null ? clock.instant() : request.startTime();
        if (request.rolloutSeconds() == null) {
            return action.withRollout(new Rollout(start, null, null)).expiringAt(start.plus(Actions.LIFETIME));
        }
        int seconds = request.rolloutSeconds();
        int minimum = Math.min(LONGEST_MINIMUM_SECONDS, seconds);
        return action.withRollout(new Rollout(start, seconds, minimum))
                .expiringAt(start.plusSeconds(seconds <= LONGEST_MINIMUM_SECONDS ? 2L * minimum : seconds));
    }

    @Override
    public void narrow(AgentFilter filter, Request request) {
        if (!request.force()) {
            filter.and("not coalesce(p.is_managed, false)");
        }
    }

    @Override
    public void run(BulkBatch batch, Request request) {
        var action = action(request, batch.user());
        var found = agents.lockAll(batch.agentIds());
        var errors = new HashMap<>(batch.unknown(found, "Agent %s not found"));
        var upgrading = new LinkedHashSet<String>();
        for (var agent : found) {
            var obstacle = rules.bulkObstacle(agent, request.version(), request.skipCoolDown());
            if (!request.force() && agent.hosted()) {
                errors.put(agent.id(), Hosted.bulkUpgrade(agent.policyId()));
            } else if (!request.force() && obstacle.isPresent()) {
                errors.put(agent.id(), "Agent %s is not upgradeable: %s".formatted(agent.id(), obstacle.get()));
            } else {
                upgrading.add(agent.id());
            }
        }
        results.fail(batch.actionId(), errors);
        begin(batch.part(action, found.size()), upgrading);
    }

    private void begin(NewAction action, Collection<String> agentIds) {
        database.update(
                "update agent set upgrade_started_at = ?, upgraded_at = null where id = any(?)",
                clock.instant(),
                agentIds);
        changes.publish(Change.status, agentIds);
        actions.create(action, agentIds);
    }
}

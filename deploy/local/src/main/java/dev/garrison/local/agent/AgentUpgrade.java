package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * An agent's way to another version, told in {@code upgrade_details} state by state. It acknowledges after the restart, in its new
 * version; then watches itself for a while and has no more details to tell.
 */
final class AgentUpgrade {
    private static final List<String> BEFORE_RESTART =
            List.of("UPG_REQUESTED", "UPG_DOWNLOADING", "UPG_EXTRACTING", "UPG_REPLACING", "UPG_RESTARTING");

    private final SimulatedAgent agent;
    private String actionId; // null: none under way
    private String version;
    private long scheduled = -1;
    private ObjectNode lastAcknowledged;

    AgentUpgrade(SimulatedAgent agent) {
        this.agent = agent;
    }

    /** @param error why the download shall fail; null: it works */
    Future<ObjectNode> begin(JsonNode action, String error) {
        var id = action.path("id").asText();
        if (id.equals(actionId)) {
            return Future.succeededFuture(null); // delivered again while it is under way
        }
        if (lastAcknowledged != null
                && lastAcknowledged.path("action_id").asText().equals(id)) {
            return Future.succeededFuture(lastAcknowledged);
        }
        if (actionId != null) {
            return AgentActions.failure("an upgrade is already in progress");
        }
        var wanted = action.path("data").path("version").asText();
        if (!wanted.matches("\\d+\\.\\d+\\.\\d+.*")) {
            return AgentActions.failure("invalid version \"%s\"".formatted(wanted));
        }
        actionId = id;
        version = wanted;
        var start = action.path("start_time").asText("");
        var wait = start.isEmpty()
                ? Duration.ZERO
                : Duration.between(Instant.now(), OffsetDateTime.parse(start).toInstant());
        if (wait.isNegative() || wait.isZero()) {
            run(0, action, error);
        } else {
            show("UPG_SCHEDULED", metadata().put("scheduled_at", start));
            scheduled = agent.requests.later(wait, () -> {
                scheduled = -1;
                run(0, action, error);
            });
        }
        return Future.succeededFuture(null);
    }

    /** Forgets the upgrade if it is the one that waits for its time. */
    void cancel(String id) {
        if (id.equals(actionId) && scheduled >= 0) {
            agent.group.vertx().cancelTimer(scheduled);
            scheduled = -1;
            end();
        }
    }

    private void run(int step, JsonNode action, String error) {
        if (agent.state() == SimulatedAgent.State.STOPPED) {
            return;
        }
        if (step == BEFORE_RESTART.size()) {
            agent.setVersion(version);
            acknowledge(action, null);
            show("UPG_WATCHING", null);
            agent.requests.later(agent.group.options.upgradeStep, this::end);
            return;
        }
        var state = BEFORE_RESTART.get(step);
        if (error != null && state.equals("UPG_EXTRACTING")) {
            show("UPG_FAILED", metadata().put("failed_state", "UPG_DOWNLOADING").put("error_msg", error));
            acknowledge(action, error);
            actionId = null;
            return;
        }
        show(state, state.equals("UPG_DOWNLOADING") ? metadata().put("download_percent", 0.5) : null);
        agent.requests.later(agent.group.options.upgradeStep, () -> run(step + 1, action, error));
    }

    private void acknowledge(JsonNode action, String error) {
        var outcome = SimulatedAgent.JSON.createObjectNode();
        if (error != null) {
            outcome.put("error", error).putObject("payload").put("retry", false).put("retry_attempt", 0);
        }
        lastAcknowledged = AgentActions.event(agent, actionId, "UPGRADE", outcome);
        agent.group.tell(new AgentEvent.Acted(agent, action, error));
        agent.acknowledge(List.of(lastAcknowledged));
    }

    /** @param metadata what the state has to say; null: nothing */
    private void show(String state, ObjectNode metadata) {
        var details = SimulatedAgent.JSON
                .createObjectNode()
                .put("target_version", version)
                .put("action_id", actionId)
                .put("state", state);
        if (metadata != null) {
            details.set("metadata", metadata);
        }
        agent.group.tell(new AgentEvent.Upgrading(agent, version, state));
        agent.setUpgradeDetails(details);
    }

    private static ObjectNode metadata() {
        return SimulatedAgent.JSON.createObjectNode();
    }

    private void end() {
        actionId = null;
        agent.setUpgradeDetails(null);
    }
}

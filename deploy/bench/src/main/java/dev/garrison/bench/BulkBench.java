package dev.garrison.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.local.Stack;
import java.util.Map;

/** Moves a whole fleet to another policy by one request: how soon it is answered, how soon all agents are moved, and that none is lost. */
final class BulkBench {
    private static final double PATIENCE_SECONDS = 300;

    private final Stack stack;
    private final Gateway gateway;
    private final String policy;

    BulkBench(Stack stack, Gateway gateway, String policy) {
        this.stack = stack;
        this.gateway = gateway;
        this.policy = policy;
    }

    /** @param agents of the policy */
    void measure(int agents) {
        var another = gateway.policy("another policy");
        move(policy, another, agents);
        Stopwatch.settle();
        move(another, policy, agents); // by code that is compiled by now
    }

    private void move(String from, String to, int agents) {
        var moving = new Stopwatch();
        var action = gateway.post(
                        "/api/fleet/agents/bulk_reassign", Map.of("agents", "policy_id:" + from, "policy_id", to))
                .path("actionId")
                .asText();
        double answered = moving.seconds();
        var status = awaitAll(action, agents, moving);
        double done = moving.seconds();
        require("in the new policy", agents, "select count(*) from agent where policy_id = ?", to);
        require(
                "told, each once",
                agents,
                """
                select case when count(*) = count(distinct agent_id) then count(*) else -1 end
                from agent_action_target join agent_action using (seq) where action_id = ?""",
                action);
        require("actioned", agents, status.path("nbAgentsActioned").asLong());
        require("acknowledged", 0, status.path("nbAgentsAck").asLong());
        require("failed", 0, status.path("nbAgentsFailed").asLong());
        System.out.printf(
                "bulk_reassign of %,d agents by KQL: answered in %.0f ms, done in %.1f s, none lost; action_status %s, %,d"
                        + " of %,d addressed%n",
                agents,
                answered * 1000,
                done,
                status.path("status").asText(),
                status.path("nbAgentsActionCreated").asLong(),
                status.path("nbAgentsActioned").asLong());
    }

    /** These agents do not check in, so the action stays in progress; it is done when all are addressed. */
    private JsonNode awaitAll(String action, int agents, Stopwatch since) {
        while (since.seconds() < PATIENCE_SECONDS) {
            for (var item : gateway.get("/api/fleet/agents/action_status").path("items")) {
                if (item.path("actionId").asText().equals(action)
                        && item.path("nbAgentsActionCreated").asLong() >= agents) {
                    return item;
                }
            }
            Stopwatch.pause(100);
        }
        throw new IllegalStateException("Not all agents were addressed within " + PATIENCE_SECONDS + " s");
    }

    private void require(String what, long expected, String sql, String parameter) {
        require(what, expected, AgentRows.query(stack, sql, parameter));
    }

    private static void require(String what, long expected, long found) {
        if (found != expected) {
            throw new IllegalStateException("%,d agents are %s, not %,d".formatted(found, what, expected));
        }
    }
}

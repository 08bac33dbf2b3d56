package dev.garrison.fleet.agents;

import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.agents.LockedAgents.LockedAgent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Agents that one transaction deals with.
 *
 * @param number 0: all agents that are meant are in it; else counted from 1
 * @param total how many agents the request means; null: those in this batch that exist
 * @param named whether the client named each agent, and so is told of those that do not exist
 */
record BulkBatch(String actionId, int number, Integer total, String user, List<String> agentIds, boolean named) {

    /** The operation's action, for this batch of it. @param found how many of its agents exist */
    NewAction part(NewAction action, int found) {
        return action.withId(actionId).withBatch(number, total == null ? found : total);
    }

    /** Errors for agents that do not exist. @param message with {@code %s} for the id */
    Map<String, String> unknown(Collection<LockedAgent> found, String message) {
        return named ? missing(found, message) : gone(found);
    }

    /** Errors for agents that existed when the request came, and are counted in its total. */
    Map<String, String> gone(Collection<LockedAgent> found) {
        return number == 0 ? Map.of() : missing(found, "Agent %s not found");
    }

    private Map<String, String> missing(Collection<LockedAgent> found, String message) {
        var known = found.stream().map(LockedAgent::id).collect(Collectors.toSet());
        return agentIds.stream()
                .filter(id -> !known.contains(id))
                .collect(Collectors.toMap(id -> id, message::formatted));
    }
}

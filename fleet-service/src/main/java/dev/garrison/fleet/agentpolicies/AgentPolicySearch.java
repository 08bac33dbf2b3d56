package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicyList.Format;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Many agent policies at a time. */
@ApplicationScoped
class AgentPolicySearch {
    private static final int MOST_WITH_DETAILS = 100;

    private final AgentPolicyRepository policies;
    private final AgentPolicyItems items;

    AgentPolicySearch(AgentPolicyRepository policies, AgentPolicyItems items) {
        this.policies = policies;
        this.items = items;
    }

    record Found(List<ObjectNode> items, long total) {}

    /** @throws ApiException 400: the kuery cannot be used, or too many are wanted with their details */
    @Transactional
    Found list(AgentPolicyList list) {
        if (list.perPage() > MOST_WITH_DETAILS && (list.isFull() || list.countsAgents())) {
            throw ApiException.badRequest(
                    "[request query]: perPage should be less or equal to %d"
                            + " when fetching full policies or agent counts.",
                    MOST_WITH_DETAILS);
        }
        var page = policies.search(list);
        return new Found(items.of(page.policies(), list.isFull(), list.format(), list.countsAgents()), page.total());
    }

    /**
     * In the order of the ids.
     *
     * @throws ApiException 404: one does not exist, unless missing ones are ignored
     */
    @Transactional
    List<ObjectNode> bulkGet(List<String> ids, boolean ignoreMissing, boolean full, Format format) {
        var found = policies.byIds(ids).stream().collect(Collectors.toMap(AgentPolicy::id, Function.identity()));
        if (!ignoreMissing) {
            ids.stream().filter(id -> !found.containsKey(id)).findFirst().ifPresent(id -> {
                throw ApiException.notFound("Agent policy %s not found", id);
            });
        }
        return items.of(ids.stream().map(found::get).filter(Objects::nonNull).toList(), full, format, true);
    }
}

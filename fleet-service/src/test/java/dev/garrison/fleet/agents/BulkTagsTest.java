package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class BulkTagsTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    private String agentWith(String policy, String tags) {
        var agent = stored.agent(policy);
        stored.execute("update agent set tags = cast(?1 as text[]) where id = ?2", tags, agent);
        return agent;
    }

    private String tagsOf(String agent) {
        return stored.value("select array_to_string(tags, ',') from agent where id = ?1", String.class, agent);
    }

    private Map<String, Object> change(Object agents, List<String> add, List<String> remove) {
        return Map.of("agents", agents, "tagsToAdd", add, "tagsToRemove", remove);
    }

    @Test
    void tagsAreRemovedThenAppendedEachOnce() {
        var agent = agentWith(Policies.create(), "{a,b,c}");
        var actionId =
                fleet.bulk("update_agent_tags", change(List.of(agent, "nobody"), List.of("d", "a", "d"), List.of("b")));
        assertThat(tagsOf(agent)).isEqualTo("a,c,d");
        var shown = fleet.activity(actionId);
        assertThat(shown.getString("type")).isEqualTo("UPDATE_TAGS");
        assertThat(shown.getString("status")).isEqualTo("COMPLETE");
        assertThat(shown.getInt("nbAgentsAck")).isEqualTo(1);
    }

    @Test
    void oneTagTakesThePlaceOfAnother() {
        var policy = Policies.create();
        var agent = agentWith(policy, "{a,old,c}");
        var both = agentWith(policy, "{old,new}");
        var neither = agentWith(policy, "{x}");
        fleet.bulk("update_agent_tags", change(List.of(agent, both, neither), List.of("new"), List.of("old")));
        assertThat(tagsOf(agent)).isEqualTo("a,new,c");
        assertThat(tagsOf(both)).isEqualTo("new");
        assertThat(tagsOf(neither)).isEqualTo("x,new");
    }

    @Test
    void kqlIsWorkedOffAfterTheAnswerAndHostedAgentsKeepTheirTags() {
        var policy = Policies.create();
        var agents = Stream.generate(() -> agentWith(policy, "{a}")).limit(5).toList();
        var done = agentWith(policy, "{a,b}");
        var actionId = fleet.bulk(
                "update_agent_tags",
                Map.of("agents", "policy_id:\"" + policy + "\"", "tagsToAdd", List.of("b"), "batchSize", 2));
        await().untilAsserted(() ->
                assertThat(fleet.activity(actionId).getString("status")).isEqualTo("COMPLETE"));
        assertThat(fleet.activity(actionId).getInt("nbAgentsActioned")).isEqualTo(5);
        assertThat(agents).allSatisfy(agent -> assertThat(tagsOf(agent)).isEqualTo("a,b"));
        assertThat(tagsOf(done)).isEqualTo("a,b");

        fleet.host(policy);
        long before = stored.count("agent_action");
        fleet.bulk("update_agent_tags", change(List.of(done), List.of("c"), List.of()));
        fleet.bulk("update_agent_tags", change("policy_id:\"" + policy + "\"", List.of("c"), List.of()));
        assertThat(tagsOf(done)).isEqualTo("a,b");
        assertThat(stored.count("agent_action")).isEqualTo(before);
    }

    @Test
    void withNothingToDoThereIsNoAction() {
        var agent = agentWith(Policies.create(), "{a}");
        var actionId = fleet.bulk("update_agent_tags", change(List.of(agent), List.of("a"), List.of("b")));
        assertThat(stored.count("agent_action where action_id = ?1", actionId)).isZero();
        with("fleet-agents-read")
                .body(change(List.of(agent), List.of("z"), List.of()))
                .post("/api/fleet/agents/bulk_update_agent_tags")
                .then()
                .statusCode(403);
        assertThat(tagsOf(agent)).isEqualTo("a");
    }
}

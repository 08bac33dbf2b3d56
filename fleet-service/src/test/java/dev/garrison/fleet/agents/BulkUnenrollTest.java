package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class BulkUnenrollTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Test
    void agentsAreAskedToLeaveOrRefusedOneByOne() {
        var agent = fleet.healthyAgent();
        var leaving = stored.agent(Policies.create());
        stored.execute("update agent set unenrollment_started_at = now() where id = ?1", leaving);
        var hosted = stored.agent(Policies.create());
        var policy = stored.value("select policy_id from agent where id = ?1", String.class, hosted);
        fleet.host(policy);

        var actionId = fleet.bulk("unenroll", Map.of("agents", List.of(agent.id(), leaving, hosted, "nobody")));
        var told = agent.checkin().action();
        assertThat(told.get("id").asText()).isEqualTo(actionId);
        assertThat(told.get("type").asText()).isEqualTo("UNENROLL");
        assertThat(told.has("signed")).isTrue();
        var shown = fleet.activity(actionId);
        assertThat(shown.getInt("nbAgentsActioned")).isEqualTo(3);
        assertThat(shown.getList("latestErrors.error", String.class))
                .anySatisfy(error -> assertThat(error).isEqualTo("Agent " + leaving + " already unenrolled"))
                .anySatisfy(error -> assertThat(error)
                        .startsWith(
                                "Cannot unenroll " + hosted + " from a hosted agent policy " + policy + " in Fleet"))
                .hasSize(2);

        agent.ack(actionId);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolled");
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void forceAndRevokeEndAllAtOnce() throws Exception {
        var policy = Policies.create();
        var agent = fleet.healthyAgentOn(policy);
        var asked = fleet.bulk("unenroll", Map.of("agents", List.of(agent.id())));
        agent.checkin();
        fleet.host(policy);
        agent.takePolicy();
        var parked = agent.checkinLater();

        var actionId =
                fleet.bulk("unenroll", Map.of("agents", "policy_id:\"" + policy + "\"", "revoke", true, "force", true));
        assertThat(parked.get(5, TimeUnit.SECONDS).actions()).isEmpty();
        assertThat(agent.checkin().status()).isEqualTo(401);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("unenrolled");
        for (var id : List.of(asked, actionId)) {
            assertThat(fleet.activity(id).getString("status")).isEqualTo("COMPLETE");
        }
        assertThat(fleet.activity(actionId).getString("type")).isEqualTo("FORCE_UNENROLL");
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", agent.id()))
                .last()
                .satisfies(event ->
                        assertThat(event.data().get("active").asBoolean()).isFalse()));
    }

    @Test
    void thereIsAnActionEvenIfNobodyRemains() {
        var agent = stored.agent(Policies.create());
        stored.execute("update agent set active = false, unenrolled_at = now() where id = ?1", agent);
        var actionId = fleet.bulk("unenroll", Map.of("agents", List.of(agent), "revoke", true));
        var shown = fleet.activity(actionId);
        assertThat(shown.getString("status")).isEqualTo("FAILED");
        assertThat(shown.getString("latestErrors[0].error")).isEqualTo("Agent " + agent + " already unenrolled");
        with("fleet-agents-read")
                .body(Map.of("agents", ""))
                .post("/api/fleet/agents/bulk_unenroll")
                .then()
                .statusCode(403);
        asSuperuser()
                .body(Map.of("agents", ":", "force", true))
                .post("/api/fleet/agents/bulk_unenroll")
                .then()
                .statusCode(400)
                .body("message", startsWith("Kuery is malformed: "));
    }
}

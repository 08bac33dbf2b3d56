package dev.garrison.fleet.actions;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ActionStatusTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Inject
    ActionCleanup cleanup;

    /** @param at when it was created @param more columns that are set */
    private String action(String at, String type, int batch, int agents, String more) {
        var id = UUID.randomUUID().toString();
        addBatch(id, at, type, batch, agents, more);
        return id;
    }

    private void addBatch(String id, String at, String type, int batch, int agents, String more) {
        stored.execute(
                """
                insert into agent_action (action_id, batch, type, created_at, agents, expiration)
                values (?1, ?2, ?3, cast(?4 as timestamptz), ?5, now() + interval '30 days')""",
                id,
                batch,
                type,
                at,
                agents);
        if (!more.isEmpty()) {
            stored.execute("update agent_action set " + more + " where action_id = ?1 and batch = ?2", id, batch);
        }
    }

    private void result(String actionId, String agent, String at, String error) {
        stored.execute(
                """
                insert into agent_action_result (action_id, agent_id, created_at, error)
                values (?1, ?2, cast(?3 as timestamptz), ?4)""",
                actionId,
                agent,
                at,
                error);
    }

    private static ValidatableResponse list(Map<String, ?> query) {
        return with("fleet-agents-read")
                .queryParams(query)
                .get("/api/fleet/agents/action_status")
                .then();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNENROLL | expiration = now() + interval '1 day' | 0 | 0 | IN_PROGRESS",
                "UNENROLL | expiration = now() + interval '1 day' | 0 | 1 | IN_PROGRESS",
                "UNENROLL | expiration = now() + interval '1 day' | 1 | 1 | FAILED",
                "UNENROLL | expiration = now() - interval '1 day' | 2 | 0 | COMPLETE",
                "UNENROLL | expiration = now() - interval '1 day' | 1 | 0 | EXPIRED",
                "UPGRADE | expiration = now() - interval '1 day' | 0 | 0 | IN_PROGRESS",
                "UPGRADE | start_time = now() - interval '1 day', rollout_duration_seconds = 600 | 0 | 0 | ROLLOUT_PASSED",
                "UPGRADE | start_time = now(), rollout_duration_seconds = 600 | 1 | 0 | IN_PROGRESS"
            })
    void anActionIsAsFarAsItsAgentsAre(String type, String columns, int succeeded, int failed, String status) {
        var id = action("2021-01-01T00:00:00Z", type, 0, 2, columns);
        for (int i = 0; i < succeeded; i++) {
            result(id, "good-" + i, "2021-01-01T01:00:00Z", null);
        }
        for (int i = 0; i < failed; i++) {
            result(id, "bad-" + i, "2021-01-01T02:00:00Z", "broken");
        }
        var shown = fleet.activity(id);
        assertThat(shown.getString("status")).isEqualTo(status);
        assertThat(shown.getInt("nbAgentsActioned")).isEqualTo(2);
        assertThat(shown.getInt("nbAgentsAck")).isEqualTo(succeeded);
        assertThat(shown.getInt("nbAgentsFailed")).isEqualTo(failed);
    }

    @Test
    void batchesAreOneActionAndItsNewestErrorsAreNamed() {
        var agent = fleet.agent();
        var host = fleet.show(agent).getString("local_metadata.host.name");
        var id = action("2021-02-01T00:00:00Z", "UNENROLL", 0, 2, "total = 5");
        addBatch(id, "2021-02-01T00:00:01Z", "UNENROLL", 1, 1, "total = 5");
        result(id, "unknown", "2021-02-01T00:01:00Z", "first");
        result(id, "another", "2021-02-01T00:02:00Z", "second");
        result(id, agent.id(), "2021-02-01T00:03:00Z", "third");

        list(Map.of("date", "2021-02-01", "errorSize", 2))
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].actionId", equalTo(id))
                .body("items[0].nbAgentsActioned", equalTo(5))
                .body("items[0].nbAgentsActionCreated", equalTo(3))
                .body("items[0].nbAgentsAck", equalTo(0))
                .body("items[0].creationTime", equalTo("2021-02-01T00:00:00.000Z"))
                .body("items[0].completionTime", equalTo("2021-02-01T00:03:00.000Z"))
                .body("items[0].hasRolloutPeriod", equalTo(false))
                .body("items[0].latestErrors.error", equalTo(List.of("third", "second")))
                .body("items[0].latestErrors.hostname", equalTo(List.of(host, "another")));
        list(Map.of("date", "2021-02-01", "errorSize", 0)).body("items[0].latestErrors", hasSize(0));
    }

    @Test
    void moreFailuresThanAgentsMakeAcknowledgementsNegative() {
        var id = action("2021-03-01T00:00:00Z", "POLICY_REASSIGN", 0, 1, "");
        result(id, "a", "2021-03-01T00:01:00Z", "Cannot find agent a");
        result(id, "b", "2021-03-01T00:01:00Z", "Cannot find agent b");
        assertThat(fleet.activity(id).getInt("nbAgentsAck")).isEqualTo(-1);
        assertThat(fleet.activity(id).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void aPolicysRevisionIsAnActivityOfItsAgents() {
        var policy = Policies.create();
        var following = fleet.healthyAgentOn(policy);
        var behind = fleet.healthyAgentOn(policy);
        var gone = stored.agent(policy);
        stored.execute("update agent set active = false where id = ?1", gone);
        asSuperuser()
                .body(Map.of("name", Policies.newName(), "namespace", "default"))
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200);
        following.takePolicy();

        var shown = fleet.activity(policy + ":2");
        assertThat(shown.getString("type")).isEqualTo("POLICY_CHANGE");
        assertThat(shown.getString("policyId")).isEqualTo(policy);
        assertThat(shown.getInt("revision")).isEqualTo(2);
        assertThat(shown.getInt("nbAgentsActioned")).isEqualTo(2);
        assertThat(shown.getInt("nbAgentsAck")).isEqualTo(1);
        assertThat(shown.getString("status")).isEqualTo("IN_PROGRESS");
        assertThat((Object) shown.get("latestErrors")).isNull();
        assertThat((Object) fleet.activity(policy + ":1").get("")).isNull();

        behind.takePolicy();
        assertThat(fleet.activity(policy + ":2").getString("status")).isEqualTo("COMPLETE");
    }

    @Test
    void theListIsPagedFromZeroAndLimitedInTime() {
        var ids = List.of(
                action("2021-04-01T10:00:00Z", "UNENROLL", 0, 1, ""),
                action("2021-04-01T09:00:00Z", "UNENROLL", 0, 1, ""),
                action("2021-04-01T08:00:00Z", "UNENROLL", 0, 1, ""));
        var cancel = action("2021-04-01T08:30:00Z", "CANCEL", 0, 1, "data = '{\"target_id\":\"" + ids.get(2) + "\"}'");
        assertThat(cancel).isNotNull();
        list(Map.of("date", "2021-04-01", "perPage", 2)).body("items.actionId", equalTo(ids.subList(0, 2)));
        list(Map.of("date", "2021-04-01", "perPage", 2, "page", 1))
                .body("items.actionId", equalTo(ids.subList(2, 3)))
                .body("items[0].status", equalTo("CANCELLED"))
                .body("items[0].cancellationTime", equalTo("2021-04-01T08:30:00.000Z"));
        list(Map.of("date", "2021-04-01", "page", 2)).body("items", hasSize(0));
        list(Map.of("date", "2021-04-01T08:30:00Z", "latest", 1)).body("items.actionId", equalTo(ids.subList(0, 2)));
        var now = action("2021-04-01T08:00:00Z", "UNENROLL", 0, 1, "created_at = now()");
        assertThat(list(Map.of("latest", 60_000, "perPage", 1000)).extract().<List<String>>path("items.actionId"))
                .contains(now)
                .doesNotContainAnyElementsOf(ids)
                .noneMatch(id -> id.contains(":"));
    }

    @Test
    void anActionIsForgottenAfterThreeMonthsOnceItHasExpired() {
        var agent = stored.agent(Policies.create());
        var over = action("2020-01-01T00:00:00Z", "UNENROLL", 0, 1, "expiration = '2020-02-01'");
        var running = action("2020-01-01T00:00:00Z", "UPGRADE", 0, 1, "expiration = now() + interval '1 day'");
        var recent = action("2020-01-01T00:00:00Z", "UNENROLL", 0, 1, "created_at = now() - interval '89 days'");
        stored.execute(
                "insert into agent_action_target select ?1, seq from agent_action where action_id in (?2, ?3, ?4)",
                agent,
                over,
                running,
                recent);
        result(over, agent, "2020-01-02T00:00:00Z", null);
        result(recent, agent, "2020-01-02T00:00:00Z", null);

        cleanup.run();

        assertThat(stored.count("agent_action where action_id = ?1", over)).isZero();
        assertThat(stored.count("agent_action where action_id in (?1, ?2)", running, recent))
                .isEqualTo(2);
        assertThat(stored.count("agent_action_target where agent_id = ?1", agent))
                .isEqualTo(2);
        assertThat(stored.count("agent_action_result where agent_id = ?1", agent))
                .isEqualTo(1);
    }

    @Test
    void whatIsNoDateAndWhoMayNotReadIsRefused() {
        list(Map.of("date", "tomorrow"))
                .statusCode(400)
                .body("message", equalTo("[request query.date]: not a valid date"));
        list(Map.of("page", -1)).statusCode(400).body("message", startsWith("[request query.page]: "));
        with("fleet-settings-read")
                .get("/api/fleet/agents/action_status")
                .then()
                .statusCode(403);
    }
}

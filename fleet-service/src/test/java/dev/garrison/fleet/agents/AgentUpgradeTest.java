package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentUpgradeTest {
    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    /** As if it had an older version. */
    private String agent(String more) {
        var id = stored.agent(Policies.create());
        stored.execute(
                """
                update agent set policy_revision = 1, last_checkin = now(), agent_version = '8.10.0',
                    local_metadata = '{"elastic":{"agent":{"upgradeable":true}}}' where id = ?1""",
                id);
        if (!more.isEmpty()) {
            stored.execute("update agent set " + more + " where id = ?1", id);
        }
        return id;
    }

    private void upgrade(String agent, Map<String, ?> body, int status, String message) {
        var answer = asSuperuser()
                .body(body)
                .post("/api/fleet/agents/{id}/upgrade", agent)
                .then()
                .statusCode(status);
        if (message != null) {
            answer.body("message", startsWith(message.replace("AGENT", agent)));
            assertThat(stored.count("agent_action_target where agent_id = ?1", agent))
                    .isZero();
        }
    }

    @Test
    void anAgentIsToldItsNewVersionAndCountsAsUpgradingUntilItAcknowledges() {
        var agent = fleet.healthyAgent();
        stored.execute("update agent set agent_version = '8.17.0' where id = ?1", agent.id());
        with("fleet-agents-all")
                .body(Map.of("version", "8.18.0", "source_uri", "https://mirror.example/"))
                .post("/api/fleet/agents/{id}/upgrade", agent.id())
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        assertThat(fleet.show(agent).getString("status")).isEqualTo("updating");
        assertThat(fleet.show(agent).getString("upgrade_started_at")).isNotNull();
        var told = agent.checkin().action();
        assertThat(told.get("type").asText()).isEqualTo("UPGRADE");
        assertThat(told.get("data").toString())
                .isEqualTo("{\"version\":\"8.18.0\",\"source_uri\":\"https://mirror.example/\"}");
        assertThat(told.has("signed")).isTrue();
        var id = told.get("id").asText();
        assertThat(fleet.activity(id).getString("version")).isEqualTo("8.18.0");
        agent.ack(id);
        assertThat(fleet.activity(id).getString("status")).isEqualTo("COMPLETE");
        assertThat((Object) fleet.show(agent).get("upgrade_started_at")).isNull();
        assertThat(fleet.show(agent).getString("upgraded_at")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | 8.x | 400 | [request body.version]: not a valid semver",
                " | 8.19.0 | 400 | Cannot upgrade agent to 8.19.0 because it is higher than the installed kibana version 8.18.0",
                "upgraded_at = now() - interval '9 minutes' | 8.18.0 | 429 | agent AGENT was upgraded less than 10 minutes ago",
                "unenrollment_started_at = now() | 8.18.0 | 400 | cannot upgrade an unenrolling or unenrolled agent",
                "active = false | 8.18.0 | 400 | cannot upgrade an unenrolling or unenrolled agent",
                "upgrade_started_at = now() | 8.18.0 | 400 | agent AGENT is already upgrading",
                "upgrade_details = '{\"state\":\"UPG_WATCHING\"}' | 8.18.0 | 400 | agent AGENT is already upgrading",
                "agent_version = null | 8.18.0 | 400 | Agent AGENT is not upgradeable: agent version is missing.",
                "local_metadata = '{}' | 8.18.0 | 400 | Agent AGENT is not upgradeable: agent cannot be upgraded through Fleet.",
                " | 8.10.0 | 400 | Agent AGENT is not upgradeable: agent is already running on the selected version.",
                " | 8.9.2 | 400 | Agent AGENT is not upgradeable: agent does not support downgrades."
            })
    void anAgentThatCannotBeUpgradedIsRefused(String state, String version, int status, String message) {
        upgrade(agent(state == null ? "" : state), Map.of("version", version), status, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | 8.18.5", // a later patch than ours
                "upgraded_at = now() - interval '11 minutes' | 8.18.0",
                "upgraded_at = now(), agent_version = '8.12.0' | 8.18.0",
                "upgrade_details = '{\"state\":\"UPG_FAILED\"}' | 8.18.0"
            })
    void anAgentThatCanBeUpgradedIs(String state, String version) {
        upgrade(agent(state == null ? "" : state), Map.of("version", version), 200, null);
    }

    @Test
    void forceGoesPastTheAgentsStateButNotPastOurVersionOrAHostedPolicy() {
        upgrade(agent("agent_version = '8.18.0'"), Map.of("version", "8.17.0", "force", true), 200, null);
        upgrade(agent("upgraded_at = now()"), Map.of("version", "8.18.0", "skipRateLimitCheck", true), 200, null);
        upgrade(
                agent(""),
                Map.of("version", "9.0.0", "force", true),
                400,
                "Cannot force upgrade agent to 9.0.0 because it does not satisfy the major and minor of the installed"
                        + " kibana version 8.18.0");
        var hosted = agent("");
        var policy = stored.value("select policy_id from agent where id = ?1", String.class, hosted);
        fleet.host(policy);
        upgrade(
                hosted,
                Map.of("version", "8.18.0", "force", true),
                400,
                "Cannot upgrade agent AGENT in hosted agent policy " + policy + " in Fleet because");
        upgrade("nobody", Map.of("version", "8.18.0"), 404, "Agent nobody not found");
        with("fleet-agents-read")
                .body(Map.of("version", "8.18.0"))
                .post("/api/fleet/agents/{id}/upgrade", hosted)
                .then()
                .statusCode(403);
    }

    @Test
    void manyAreUpgradedOverTimeAndThoseThatCannotAreErrors() {
        var able = agent("");
        var newer = agent("agent_version = '8.18.0'");
        var start = Instant.parse("2030-01-01T00:00:00Z");
        var actionId = fleet.bulk(
                "upgrade",
                Map.of(
                        "agents",
                        List.of(able, newer, "nobody"),
                        "version",
                        "8.18.0",
                        "start_time",
                        start.toString(),
                        "rollout_duration_seconds",
                        600));
        var shown = fleet.activity(actionId);
        assertThat(shown.getBoolean("hasRolloutPeriod")).isTrue();
        assertThat(shown.getString("startTime")).isEqualTo("2030-01-01T00:00:00.000Z");
        assertThat(Instant.parse(shown.getString("expiration"))).isEqualTo(start.plus(Duration.ofSeconds(1200)));
        assertThat(shown.getInt("nbAgentsActionCreated")).isEqualTo(1);
        assertThat(shown.getList("latestErrors.error"))
                .containsExactlyInAnyOrder(
                        "Agent " + newer + " is not upgradeable: agent is already running on the selected version.",
                        "Agent nobody not found");
        assertThat(stored.count("agent where id = ?1 and upgrade_started_at is not null", able))
                .isEqualTo(1);
        asSuperuser()
                .body(Map.of("agents", List.of(able), "version", "8.18.0", "rollout_duration_seconds", 599))
                .post("/api/fleet/agents/bulk_upgrade")
                .then()
                .statusCode(400);
    }

    @Test
    void kqlPassesHostedAgentsByUnlessForced() {
        var agent = agent("");
        var policy = stored.value("select policy_id from agent where id = ?1", String.class, agent);
        fleet.host(policy);
        var kuery = "policy_id:\"" + policy + "\"";
        var passed = fleet.bulk("upgrade", Map.of("agents", kuery, "version", "8.18.0"));
        assertThat(fleet.activity(passed).getInt("nbAgentsActioned")).isZero();
        var forced = fleet.bulk("upgrade", Map.of("agents", kuery, "version", "8.18.0", "force", true));
        assertThat(fleet.activity(forced).getInt("nbAgentsActionCreated")).isEqualTo(1);
    }

    @Test
    void aCancelledUpgradeIsCalledOff() {
        var agent = fleet.healthyAgent();
        stored.execute("update agent set agent_version = '8.17.0' where id = ?1", agent.id());
        var actionId = fleet.bulk("upgrade", Map.of("agents", List.of(agent.id()), "version", "8.18.0"));
        agent.checkin();
        var cancelled = with("fleet-agents-all")
                .post("/api/fleet/agents/actions/{id}/cancel", actionId)
                .then()
                .statusCode(200)
                .body("item.type", equalTo("CANCEL"))
                .body("item.created_at", matchesRegex("\\d{4}-.*Z"))
                .extract()
                .<String>path("item.id");
        assertThat((Object) fleet.show(agent).get("upgrade_started_at")).isNull();
        var told = agent.checkin().action();
        assertThat(told.get("id").asText()).isEqualTo(cancelled);
        assertThat(told.get("data").get("target_id").asText()).isEqualTo(actionId);
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("CANCELLED");
        assertThat(fleet.activity(actionId).getString("cancellationTime")).isNotNull();
        asSuperuser()
                .post("/api/fleet/agents/actions/nothing/cancel")
                .then()
                .statusCode(404)
                .body("message", equalTo("Action not found"));
    }

    @Test
    void whatIsLeftOfACancelledUpgradeIsNotBegun() {
        var agent = agent("");
        var actionId = fleet.bulk("upgrade", Map.of("agents", List.of(agent), "version", "8.18.0"));
        stored.execute(
                """
                insert into agent_bulk_batch (action_id, batch, operation, request, total, agent_ids, due_at)
                values (?1, 1, 'upgrade', '{"version":"8.18.0"}', 2, array['later'], now() + interval '1 hour')""",
                actionId);
        asSuperuser()
                .post("/api/fleet/agents/actions/{id}/cancel", actionId)
                .then()
                .statusCode(200);
        assertThat(stored.count("agent_bulk_batch where action_id = ?1", actionId))
                .isZero();
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("CANCELLED");
    }

    @Test
    void ourOwnVersionIsAvailable() {
        with("fleet-agents-read")
                .get("/api/fleet/agents/available_versions")
                .then()
                .statusCode(200)
                .body("items", hasItem("8.18.0"));
    }
}

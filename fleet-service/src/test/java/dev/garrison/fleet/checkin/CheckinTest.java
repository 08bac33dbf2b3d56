package dev.garrison.fleet.checkin;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.TestAgent;
import dev.garrison.fleet.TestAgent.Reply;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class CheckinTest {
    private static final int PROMPTLY_SECONDS = 2;

    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Inject
    WaitingCheckins waiting;

    @Inject
    MeterRegistry metrics;

    private CompletableFuture<Reply> park(TestAgent agent) {
        var reply = agent.checkinLater();
        await().until(() -> waiting.ofAgent(agent.id()) != null);
        return reply;
    }

    private static void revise(String policy) {
        asSuperuser()
                .body(Map.of("name", Policies.newName(), "namespace", "default"))
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200);
    }

    private static Reply promptly(CompletableFuture<Reply> reply) throws Exception {
        return reply.get(PROMPTLY_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aNewRevisionReachesAllAgentsThatWait() throws Exception {
        var policy = Policies.create();
        var agents = new ArrayList<CompletableFuture<Reply>>();
        for (int i = 0; i < 5; i++) {
            agents.add(park(fleet.healthyAgentOn(policy)));
        }
        var bystander = park(fleet.healthyAgent());

        revise(policy);
        for (var agent : agents) {
            var change = promptly(agent).action();
            assertThat(change.get("id").asText()).isEqualTo("policy:" + policy + ":2");
            assertThat(change.at("/data/policy/revision").asInt()).isEqualTo(2);
        }
        assertThat(bystander).isNotDone();
    }

    @Test
    void eachAgentHasItsOwnOutputKeyAndGetsTheSameOneAgain() {
        var policy = Policies.create();
        var agent = fleet.agentOn(policy);
        var other = fleet.agentOn(policy);
        var key = agent.checkin()
                .action()
                .at("/data/policy/outputs/default/api_key")
                .asText();
        var again = agent.checkin().action();

        assertThat(again.get("agent_id").asText()).isEqualTo(agent.id());
        assertThat(again.at("/data/policy/outputs/default/api_key").asText()).isEqualTo(key);
        assertThat(other.checkin()
                        .action()
                        .at("/data/policy/outputs/default/api_key")
                        .asText())
                .isNotEqualTo(key);
        assertThat(fleet.show(agent).getString("outputs.default.api_key_id")).isEqualTo(key.split(":")[0]);
        assertThat(stored.count("agent where id = ?1 and strpos(agent::text, ?2) > 0", agent.id(), key.split(":")[1]))
                .isZero();
    }

    @Test
    void actionsComeAgainUntilTheAgentPresentsTheirToken() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var first = agent.checkin();
        agent.forgetAckToken();
        var second = agent.checkin();
        assertThat(second.body()).isEqualTo(first.body());

        var third = agent.checkinLater(); // with the token of the second
        await().during(Duration.ofMillis(500)).until(() -> !third.isDone());
    }

    @Test
    void aPositionIsKeptForAnAgentThatForgetsItsToken() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var token = agent.checkin().body().get("ack_token").asText();
        park(agent);
        await().until(() -> stored.value("select action_position from agent where id = ?1", Long.class, agent.id())
                == Long.parseLong(token));

        agent.forgetAckToken();
        var later = agent.checkinLater(TestAgent.online().put("ack_token", "of another server"));
        await().during(Duration.ofMillis(500)).until(() -> !later.isDone());
    }

    @Test
    void pendingActionsComeBeforeANewerPolicyAndInOrder() {
        var agent = fleet.healthyAgent();
        var target = Policies.create();
        for (int i = 0; i < 2; i++) {
            asSuperuser()
                    .body(Map.of("policy_id", target))
                    .post("/api/fleet/agents/{id}/reassign", agent.id())
                    .then()
                    .statusCode(200);
        }
        var actions = agent.checkin().actions();
        assertThat(actions).hasSize(2).allSatisfy(action -> {
            assertThat(action.get("type").asText()).isEqualTo("POLICY_REASSIGN");
            assertThat(action.at("/data/policy_id").asText()).isEqualTo(target);
        });
        assertThat(actions.get(0).get("created_at").asText())
                .isLessThanOrEqualTo(actions.get(1).get("created_at").asText());
        assertThat(agent.checkin().action().get("id").asText()).isEqualTo("policy:" + target + ":1");
    }

    @Test
    void expiredActionsAreNotDelivered() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        stored.execute(
                """
                update agent_action set expiration = now() - interval '1 second'
                where seq in (select seq from agent_action_target where agent_id = ?1)""",
                agent.id());
        var reply = agent.checkinLater();
        await().during(Duration.ofMillis(500)).until(() -> !reply.isDone());
    }

    @Test
    void aSecondCheckinEndsTheFirst() throws Exception {
        var agent = fleet.healthyAgent();
        var first = park(agent);
        var second = agent.checkinLater();
        assertThat(promptly(first).body().toString())
                .isEqualTo("{\"action\":\"checkin\",\"ack_token\":\"\",\"actions\":[]}");
        fleet.unenroll(agent, Map.of()).statusCode(200);
        assertThat(promptly(second).action().get("type").asText()).isEqualTo("UNENROLL");
    }

    @Test
    void anActionThatIsCreatedWhileAnAgentBeginsToWaitIsNotMissed() throws Exception {
        var policy = Policies.create();
        for (int i = 0; i < 30; i++) {
            var agent = fleet.healthyAgentOn(policy);
            var reply = agent.checkinLater();
            TimeUnit.MICROSECONDS.sleep(i * 500L); // the one comes before, within and after the other
            fleet.unenroll(agent, Map.of()).statusCode(200);
            assertThat(promptly(reply).action().get("type").asText()).isEqualTo("UNENROLL");
        }
    }

    @Test
    void aClosedConnectionIsForgotten() throws Exception {
        var agent = fleet.healthyAgent();
        try (var socket = new Socket("localhost", fleet.port())) {
            send(socket.getOutputStream(), agent);
            await().until(() -> waiting.ofAgent(agent.id()) != null);
            assertThat(metrics.get("garrison.agents.waiting").gauge().value()).isPositive();
        }
        await().until(() -> waiting.ofAgent(agent.id()) == null);
    }

    @Test
    void requestsOfAllAgentsAreMeasuredTogether() {
        var agent = fleet.agent();
        agent.checkin();

        await().untilAsserted(() -> assertThat(metrics.find("http.server.requests")
                        .tag("uri", "/api/fleet/agents/{id}/checkin")
                        .timer())
                .isNotNull());
        assertThat(metrics.find("http.server.requests").timers())
                .noneMatch(timer -> timer.getId().getTag("uri").contains(agent.id()));
    }

    private static void send(OutputStream out, TestAgent agent) throws Exception {
        var body = TestAgent.online().toString();
        out.write(
                ("POST " + agent.path("checkin") + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + TestAgent.USER_AGENT
                                + "\r\nAuthorization: ApiKey " + agent.apiKey() + "\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anAgentThatWaitsStaysSeen() {
        var agent = fleet.healthyAgent();
        park(agent);
        stored.execute("update agent set last_checkin = now() - interval '1 hour' where id = ?1", agent.id());
        assertThat(fleet.show(agent).getString("status")).isEqualTo("offline");
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> fleet.show(agent).getString("status").equals("online"));
    }

    @Test
    void whatAnAgentSaysIsShownAndToldToOtherServicesWhenItIsNew() {
        var agent = fleet.healthyAgent();
        var body = TestAgent.online().put("status", "DEGRADED").put("message", "an input failed");
        body.set("local_metadata", TestAgent.localMetadata("renamed"));
        var component = body.putArray("components")
                .addObject()
                .put("id", "log-default")
                .put("type", "log")
                .put("status", "DEGRADED")
                .put("message", "one unit");
        component
                .putArray("units")
                .addObject()
                .put("id", "log-1")
                .put("type", "input")
                .put("status", "FAILED")
                .put("message", "no such file");
        agent.checkinLater(body);
        await().until(() -> waiting.ofAgent(agent.id()) != null);

        var shown = fleet.show(agent);
        assertThat(shown.getString("status")).isEqualTo("degraded");
        assertThat(shown.getString("last_checkin_status")).isEqualTo("degraded");
        assertThat(shown.getString("last_checkin_message")).isEqualTo("an input failed");
        assertThat(shown.getList("unhealthy_reason")).isEqualTo(java.util.List.of("input"));
        assertThat(shown.getString("components[0].units[0].message")).isEqualTo("no such file");
        assertThat(shown.getString("local_metadata.host.hostname")).isEqualTo("renamed");
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", agent.id()))
                .last()
                .satisfies(event -> {
                    assertThat(event.data().get("change").asText()).isEqualTo("metadata");
                    assertThat(event.data().get("status").asText()).isEqualTo("degraded");
                    assertThat(event.data().at("/localMetadata/host/name").asText())
                            .isEqualTo("renamed");
                }));

        agent.checkinLater(body.deepCopy());
        agent.checkinLater(TestAgent.online()); // well again, components as before
        await().until(() -> fleet.show(agent).getString("status").equals("online"));
        assertThat(fleet.show(agent).getList("unhealthy_reason")).isEqualTo(java.util.List.of("input"));
        await().untilAsserted(() -> assertThat(Events.of("fleet.agent.changed", agent.id()))
                .extracting(event -> event.data().get("change").asText())
                .containsExactly("enrolled", "status", "policy", "metadata", "status"));
    }

    @Test
    void anUpgradeIsFollowedUntilTheAgentHasNothingMoreToTell() {
        var agent = fleet.healthyAgent();
        fleet.unenroll(agent, Map.of()).statusCode(200);
        var known = agent.checkin().action().get("id").asText();
        var body = TestAgent.online();
        body.putObject("upgrade_details")
                .put("target_version", "8.18.1")
                .put("action_id", known)
                .put("state", "UPG_DOWNLOADING")
                .putObject("metadata")
                .put("download_percent", 12.5);
        agent.checkinLater(body);
        await().until(() -> fleet.show(agent).get("upgrade_details") != null);
        assertThat(fleet.show(agent).getString("upgrade_details.state")).isEqualTo("UPG_DOWNLOADING");

        agent.checkinLater();
        await().until(() -> fleet.show(agent).get("upgrade_details") == null);
        assertThat(fleet.show(agent).getString("upgraded_at")).isNotNull();

        var unknown = body.deepCopy();
        unknown.withObject("upgrade_details").put("action_id", "unknown");
        agent.checkinLater(unknown);
        await().until(() -> waiting.ofAgent(agent.id()) != null);
        assertThat((Object) fleet.show(agent).get("upgrade_details")).isNull();

        var failed = body.deepCopy();
        failed.withObject("upgrade_details").put("state", "UPG_FAILED");
        assertThat(agent.checkin(failed).status()).isEqualTo(400); // without error_msg
    }

    @Test
    void anUninstalledAgentThatComesBackIsOnlineAgain() {
        var agent = fleet.healthyAgent();
        assertThat(audit(agent, "uninstall").status()).isEqualTo(200);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("uninstalled");
        assertThat(audit(agent, "orphaned").status()).isEqualTo(200);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("orphaned");
        var conflict = audit(agent, "uninstall");
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.error()).isEqualTo("ErrAuditReasonConflict");
        assertThat(audit(agent, "boredom").status()).isEqualTo(400);

        park(agent);
        assertThat(fleet.show(agent).getString("status")).isEqualTo("online");
        assertThat((Object) fleet.show(agent).get("audit_unenrolled_reason")).isNull();
    }

    private Reply audit(TestAgent agent, String reason) {
        var body = TestAgent.online().removeAll();
        return TestAgent.send(TestAgent.request(
                fleet.port(),
                agent.path("audit/unenroll"),
                agent.apiKey(),
                body.put("reason", reason).put("timestamp", "2025-01-31T12:00:00Z")));
    }

    @Test
    void anAgentThatIsDeletedWhileItWaitsIsSentBackAndRefused() throws Exception {
        var agent = fleet.healthyAgent();
        var reply = park(agent);
        asSuperuser().delete("/api/fleet/agents/{id}", agent.id()).then().statusCode(200);
        assertThat(promptly(reply).actions()).isEmpty();
        var refused = agent.checkin();
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.error()).isEqualTo("ErrAgentInactive");
    }
}

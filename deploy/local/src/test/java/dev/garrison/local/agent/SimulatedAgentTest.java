package dev.garrison.local.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedAgentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeFleetServer server = new FakeFleetServer();
    private final List<AgentEvent> events = new CopyOnWriteArrayList<>();
    private final List<AgentSwarm> swarms = new ArrayList<>();

    @AfterEach
    void end() {
        swarms.forEach(AgentSwarm::close);
        server.close();
    }

    @Test
    void enrollsAsAnElasticAgentAndWaitsInItsCheckin() {
        var agent = enroll(options -> options.hostPrefix("web").tags("blue"));

        var known = server.agent(agent.id());
        assertThat(agent.apiKey()).isEqualTo(known.apiKey);
        assertThat(agent.policyId()).isEqualTo("web");
        assertThat(known.userAgents).first().isEqualTo("Elastic Agent v8.18.0");
        var enrollment = known.enrollments.get(0);
        assertThat(enrollment.path("type").asText()).isEqualTo("PERMANENT");
        assertThat(enrollment.at("/metadata/local/host/hostname").asText()).isEqualTo("web-1");
        assertThat(enrollment.at("/metadata/tags/0").asText()).isEqualTo("blue");
        await().until(() -> server.parks(agent.id()));
        var checkin = server.checkins(agent.id()).get(0);
        assertThat(checkin.path("status").asText()).isEqualTo("online");
        assertThat(checkin.at("/local_metadata/elastic/agent/id").asText()).isEqualTo(agent.id());
        assertThat(checkin.has("ack_token")).isFalse();
        assertThat(agent.state()).isEqualTo(SimulatedAgent.State.CHECKING_IN);
    }

    @Test
    void aWrongEnrollmentKeyIsReportedAndNobodyChecksIn() {
        var swarm = swarm(options -> options);

        assertThatThrownBy(() -> swarm.enroll("d3Jvbmc6a2V5", 1)).hasMessageContaining("401 ErrUnauthorized");
        assertThat(swarm.statistics().stopped()).isEqualTo(1);
        assertThat(swarm.statistics().checkingIn()).isZero();
    }

    @Test
    void appliesAPolicyAndAcknowledgesItsRevision() throws Exception {
        var agent = enroll(options -> options);
        server.setPolicy(policy("web", 2));

        await().until(() -> agent.revision() == 2);
        await().untilAsserted(() ->
                assertThat(server.agent(agent.id()).acknowledgedRevision).isEqualTo(2));
        var ack = server.acks(agent.id()).get(0);
        assertThat(ack.path("action_id").asText()).isEqualTo("policy:web:2");
        assertThat(ack.has("error")).isFalse();
        // and tells which components it runs now
        await().untilAsserted(() -> {
            var last = last(server.checkins(agent.id()));
            assertThat(last.at("/components/0/id").asText()).isEqualTo("logfile-default");
            assertThat(last.at("/components/0/units/0/id").asText()).isEqualTo("logfile-default-log-1");
        });
    }

    @Test
    void refusesAPolicyThatARealAgentCouldNotRun() throws Exception {
        var agent = enroll(options -> options.pause(Duration.ofMillis(50)));
        var broken = policy("web", 2);
        ((ObjectNode) broken.path("inputs").get(0)).put("use_output", "nowhere");
        server.setPolicy(broken);

        await().until(() -> !server.acks(agent.id()).isEmpty());
        assertThat(server.acks(agent.id()).get(0).path("error").asText())
                .isEqualTo("input log-1 uses unknown output nowhere");
        assertThat(agent.revision()).isZero();

        server.setPolicy(policy("web", 3));
        await().until(() -> agent.revision() == 3);
    }

    @Test
    void checksAPolicysSignatureAndLaterThatOfProtectedActions() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        var pair = keys.generateKeyPair();
        var agent = enroll(options -> options);
        var signed = policy("web", 2);
        ((ObjectNode) signed)
                .withObject("/agent/protection")
                .put(
                        "signing_key",
                        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        ((ObjectNode) signed).set("signed", signature("{\"id\":\"web\"}", pair.getPrivate()));
        server.setPolicy(signed);
        await().until(() -> agent.revision() == 2);

        var forged = JSON.createObjectNode().put("type", "UNENROLL");
        forged.set("signed", signature("{}", pair.getPrivate()).put("data", "e30K"));
        var id = server.tell(agent.id(), forged);

        await().until(() -> ack(agent, id) != null);
        assertThat(ack(agent, id).path("error").asText()).isEqualTo("action signature does not hold");
        assertThat(agent.state()).isNotEqualTo(SimulatedAgent.State.STOPPED);

        var wrong = policy("web", 3);
        ((ObjectNode) wrong).setAll((ObjectNode) signed);
        ((ObjectNode) wrong).put("revision", 3).withObject("/signed").put("data", "e30K");
        server.setPolicy(wrong);
        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof AgentEvent.PolicyRejected rejected
                        && rejected.problem().equals("policy signature does not hold")));
    }

    @Test
    void anActionDeliveredAgainIsAcknowledgedAgainButDoneOnce() throws Exception {
        var agent = enroll(options -> options.pause(Duration.ofMillis(50)));
        var id = server.tell(agent.id(), "SETTINGS", JSON.readTree("{\"log_level\":\"debug\"}"));
        await().until(() -> ack(agent, id) != null && server.parks(agent.id()));
        assertThat(agent.logLevel()).isEqualTo("debug");
        assertThat(last(server.checkins(agent.id())).path("ack_token").asText()).isEqualTo("1");
        assertThat(last(server.checkins(agent.id()))
                        .at("/local_metadata/elastic/agent/log_level")
                        .asText())
                .isEqualTo("debug");

        server.rewind(agent.id());

        await().until(() -> server.acks(agent.id()).size() == 2);
        assertThat(events.stream().filter(AgentEvent.Acted.class::isInstance)).hasSize(1);
    }

    @Test
    void settingsTakeKnownLogLevelsAndNullForThePolicys() throws Exception {
        var agent = enroll(options -> options);
        var policy = policy("web", 2);
        ((ObjectNode) policy).withObject("/agent/logging").put("level", "warning");
        server.setPolicy(policy);
        await().until(() -> agent.revision() == 2);

        tellAndAwait(agent, "SETTINGS", "{\"log_level\":\"debug\"}");
        assertThat(agent.logLevel()).isEqualTo("debug");

        var refused = tellAndAwait(agent, "SETTINGS", "{\"log_level\":\"loud\"}");
        assertThat(refused.path("error").asText()).isEqualTo("invalid log level loud");
        assertThat(agent.logLevel()).isEqualTo("debug");

        tellAndAwait(agent, "SETTINGS", "{\"log_level\":null}");
        assertThat(agent.logLevel()).isEqualTo("warning");
    }

    private JsonNode tellAndAwait(SimulatedAgent agent, String type, String data) throws Exception {
        var id = server.tell(agent.id(), type, JSON.readTree(data));
        await().until(() -> ack(agent, id) != null);
        return ack(agent, id);
    }

    @Test
    void unenrollsAcknowledgesAndIsGone() {
        var agent = enroll(options -> options);
        var id = server.tell(agent.id(), "UNENROLL", JSON.nullNode());

        await().until(() -> agent.state() == SimulatedAgent.State.STOPPED);
        assertThat(ack(agent, id).has("error")).isFalse();
        assertThat(server.parks(agent.id())).isFalse();
        assertThat(last(events)).isEqualTo(new AgentEvent.Stopped(agent, "unenrolled"));
    }

    @Test
    void anUpgradeTellsItsStatesChangesTheVersionAndEnds() throws Exception {
        var agent = enroll(options -> options.upgradeStep(Duration.ofMillis(100)));
        var id = server.tell(agent.id(), "UPGRADE", JSON.readTree("{\"version\":\"8.18.1\"}"));

        await().until(() -> ack(agent, id) != null);
        assertThat(ack(agent, id).has("error")).isFalse();
        assertThat(agent.version()).isEqualTo("8.18.1");
        await().untilAsserted(() -> {
            assertThat(server.parks(agent.id())).isTrue();
            assertThat(last(server.checkins(agent.id())).has("upgrade_details")).isFalse();
        });
        assertThat(server.checkins(agent.id()).stream()
                        .map(checkin -> checkin.at("/upgrade_details/state").asText())
                        .filter(state -> !state.isEmpty())
                        .distinct())
                .containsExactly(
                        "UPG_REQUESTED",
                        "UPG_DOWNLOADING",
                        "UPG_EXTRACTING",
                        "UPG_REPLACING",
                        "UPG_RESTARTING",
                        "UPG_WATCHING");
        assertThat(last(server.userAgents(agent.id()))).isEqualTo("Elastic Agent v8.18.1");
    }

    @Test
    void anUpgradeThatFailsIsAcknowledgedWithTheErrorAndKeepsTheVersion() throws Exception {
        var agent = enroll(options -> options.upgradeStep(Duration.ofMillis(50))
                .answer("UPGRADE", action -> ActionAnswer.failed("no space left")));
        var id = server.tell(agent.id(), "UPGRADE", JSON.readTree("{\"version\":\"8.18.1\"}"));

        await().until(() -> ack(agent, id) != null);
        assertThat(ack(agent, id).path("error").asText()).isEqualTo("no space left");
        assertThat(ack(agent, id).at("/payload/retry").asBoolean()).isFalse();
        assertThat(agent.version()).isEqualTo("8.18.0");
        await().untilAsserted(() -> assertThat(last(server.checkins(agent.id()))
                        .at("/upgrade_details/metadata/error_msg")
                        .asText())
                .isEqualTo("no space left"));
    }

    @Test
    void aScheduledUpgradeWaitsAndCanBeCancelled() throws Exception {
        var agent = enroll(options -> options.pause(Duration.ofMillis(20)));
        var upgrade = JSON.createObjectNode()
                .put("type", "UPGRADE")
                .put("start_time", Instant.now().plusSeconds(600).toString());
        upgrade.putObject("data").put("version", "8.18.1");
        var id = server.tell(agent.id(), upgrade);
        await().untilAsserted(() -> assertThat(last(server.checkins(agent.id()))
                        .at("/upgrade_details/state")
                        .asText())
                .isEqualTo("UPG_SCHEDULED"));

        var cancel = server.tell(agent.id(), "CANCEL", JSON.createObjectNode().put("target_id", id));

        await().until(() -> ack(agent, cancel) != null);
        await().untilAsserted(() -> assertThat(last(server.checkins(agent.id())).has("upgrade_details"))
                .isFalse());
        assertThat(ack(agent, id)).isNull();
        assertThat(agent.version()).isEqualTo("8.18.0");
    }

    @Test
    void diagnosticsAreUploadedInChunksAndTheAcknowledgementNamesTheUpload() throws Exception {
        var agent = enroll(options -> options.diagnosticsSize(2500));
        var id = server.tell(agent.id(), "REQUEST_DIAGNOSTICS", JSON.createObjectNode());

        await().until(() -> ack(agent, id) != null);
        var upload = ack(agent, id).at("/data/upload_id").asText();
        assertThat(server.chunks(upload)).isGreaterThan(2);
        var names = new ArrayList<String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(server.uploaded(upload)))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).containsExactly("version.txt", "state.yaml", "logs/elastic-agent.ndjson");
        assertThat(events)
                .filteredOn(AgentEvent.Uploaded.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((AgentEvent.Uploaded) event).content()).isEqualTo(server.uploaded(upload)));
    }

    @Test
    void inputActionsAreAnsweredByTheSimulatorOrByTheTest() throws Exception {
        var agent = enroll(options -> options.answer(
                "INPUT_ACTION",
                action -> action.at("/data/command").asText().equals("isolate")
                        ? ActionAnswer.response(JSON.createObjectNode().put("code", "isolated"))
                        : ActionAnswer.ok()));
        var isolate = JSON.createObjectNode().put("type", "INPUT_ACTION").put("input_type", "endpoint");
        isolate.putObject("data").put("command", "isolate");
        var query = JSON.createObjectNode().put("type", "INPUT_ACTION").put("input_type", "osquery");
        query.putObject("data").put("query", "select 1");
        var first = server.tell(agent.id(), isolate);
        var second = server.tell(agent.id(), query);

        await().until(() -> ack(agent, first) != null && ack(agent, second) != null);
        assertThat(ack(agent, first).path("action_input_type").asText()).isEqualTo("endpoint");
        assertThat(ack(agent, first).at("/action_data/command").asText()).isEqualTo("isolate");
        assertThat(ack(agent, first).at("/action_response/code").asText()).isEqualTo("isolated");
        assertThat(Instant.parse(ack(agent, first).path("completed_at").asText()))
                .isAfterOrEqualTo(
                        Instant.parse(ack(agent, first).path("started_at").asText()));
        assertThat(ack(agent, second)
                        .at("/action_response/osquery/acknowledged")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anUnknownActionIsAcknowledgedWithAnError() {
        var agent = enroll(options -> options);
        var id = server.tell(agent.id(), "DANCE", JSON.createObjectNode());
        await().until(() -> ack(agent, id) != null);
        assertThat(ack(agent, id).path("error").asText()).isEqualTo("action type DANCE is not supported");
    }

    @Test
    void comesBackAfterRefusalsAndBrokenConnections() {
        server.refuseNext(503, 0, 429, 502, 504); // all met while it enrolls
        var agent = enroll(options -> options);
        assertThat(server.refused()).isEqualTo(5);
        await().until(() -> server.parks(agent.id()));

        server.refuseNext(500, 0, 503);
        var id = server.tell(agent.id(), "SETTINGS", JSON.createObjectNode().put("log_level", "debug"));

        await().until(() -> ack(agent, id) != null);
        await().until(() -> server.parks(agent.id()));
    }

    @Test
    void givesUpAfterSevenRefusalsOfItsKeyInARow() {
        var agent = enroll(options -> options);
        await().until(() -> server.parks(agent.id()));
        server.refuseNext(401, 401, 401, 401, 401, 401, 503, 401, 401, 401, 401, 401, 401, 401, 401);
        agent.report("online", "check in now");

        await().until(() -> agent.state() == SimulatedAgent.State.STOPPED);
        assertThat(server.refused()).isEqualTo(14); // six, another answer, seven
        assertThat(last(events)).isEqualTo(new AgentEvent.Stopped(agent, "unauthorized 7 times in a row"));
    }

    @Test
    void tellsAtOnceThatItIsDegradedAndThatItWasUninstalled() {
        var agent = enroll(options -> options);
        await().until(() -> server.parks(agent.id()));

        agent.report("degraded", "disk full");
        await().untilAsserted(() -> {
            var checkin = last(server.checkins(agent.id()));
            assertThat(checkin.path("status").asText()).isEqualTo("degraded");
            assertThat(checkin.path("message").asText()).isEqualTo("disk full");
        });

        assertThat(agent.uninstall().join()).isEqualTo(200);
        assertThat(server.agent(agent.id()).auditReason).isEqualTo("uninstall");
        assertThat(agent.state()).isEqualTo(SimulatedAgent.State.STOPPED);
    }

    @Test
    void turnsToAnotherServerWhenItsOwnIsAway() {
        var swarm = AgentSwarm.of(List.of(URI.create("http://localhost:1"), server.url()))
                .backoff(Duration.ofMillis(10), Duration.ofMillis(50))
                .start();
        swarms.add(swarm);

        var agents = swarm.enroll(FakeFleetServer.TOKEN, 2);

        await().untilAsserted(() -> assertThat(agents).allMatch(agent -> server.parks(agent.id())));
    }

    @Test
    void movesToThePolicysHostsIfOneAnswersAndRefusesThePolicyIfNoneDoes() throws Exception {
        var agent = enroll(options -> options.pause(Duration.ofMillis(50)));
        var unreachable = policy("web", 2);
        ((ObjectNode) unreachable).putObject("fleet").putArray("hosts").add("http://localhost:1");
        server.setPolicy(unreachable);
        await().until(() -> !server.acks(agent.id()).isEmpty());
        assertThat(server.acks(agent.id()).get(0).path("error").asText())
                .isEqualTo("none of the policy's Fleet Server hosts answers");

        try (var other = new FakeFleetServer()) {
            var moved = policy("web", 3);
            ((ObjectNode) moved)
                    .putObject("fleet")
                    .putArray("hosts")
                    .add(other.url().toString());
            server.setPolicy(moved);
            await().until(() -> agent.revision() == 3);
            // the other one does not know it; what counts is that it is asked
            await().until(() -> events.stream()
                    .anyMatch(event -> event instanceof AgentEvent.Failed failed && failed.status() == 401));
        }
    }

    @Test
    void thousandsShareAFewThreads() throws Exception {
        int before = Thread.activeCount();
        var swarm = swarm(options -> options.pause(Duration.ofMillis(10)));
        swarm.enroll(FakeFleetServer.TOKEN, 2000);
        await().atMost(Duration.ofSeconds(60)).until(() -> server.parked() == 2000);
        assertThat(Thread.activeCount() - before).isLessThan(50);

        server.setPolicy(policy("web", 2));
        swarm.awaitPolicy("web", 2, Duration.ofSeconds(60));

        await().atMost(Duration.ofSeconds(60)).until(() -> server.parked() == 2000);
        var statistics = swarm.statistics();
        assertThat(statistics.policies()).isEqualTo(2000);
        assertThat(statistics.acknowledged()).isEqualTo(2000);
        assertThat(statistics.failures()).isEmpty();
    }

    private SimulatedAgent enroll(UnaryOperator<AgentSwarm.Builder> how) {
        return swarm(how).enroll(FakeFleetServer.TOKEN, 1).get(0);
    }

    private AgentSwarm swarm(UnaryOperator<AgentSwarm.Builder> how) {
        var builder = AgentSwarm.of(List.of(server.url()))
                .backoff(Duration.ofMillis(10), Duration.ofMillis(50))
                .pause(Duration.ZERO)
                .listener(events::add);
        var swarm = how.apply(builder).start();
        swarms.add(swarm);
        return swarm;
    }

    private JsonNode ack(SimulatedAgent agent, String actionId) {
        return server.acks(agent.id()).stream()
                .filter(event -> event.path("action_id").asText().equals(actionId))
                .findFirst()
                .orElse(null);
    }

    private static JsonNode policy(String id, int revision) throws Exception {
        return JSON.readTree(
                """
                {"id":"%s","revision":%d,
                 "outputs":{"default":{"type":"elasticsearch","hosts":["http://localhost:9200"],"api_key":"id:secret"}},
                 "inputs":[{"id":"log-1","type":"logfile","use_output":"default"}],
                 "agent":{"monitoring":{"enabled":false}}}
                """
                        .formatted(id, revision));
    }

    private static ObjectNode signature(String data, PrivateKey key) throws Exception {
        var signature = java.security.Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(data.getBytes(StandardCharsets.UTF_8));
        return JSON.createObjectNode()
                .put("data", Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)))
                .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}

package dev.garrison.e2e;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A policy, an agent, an unenroll: through the gateway, the agent protocol, the database and back. */
class FirstFlowIT {
    /** Far below any poll's time-out: the answer came because something happened, not because time was up. */
    private static final Duration PROMPTLY = Duration.ofSeconds(3);

    private final Kibana kibana = TheStack.kibana();

    @Test
    void anAgentEnrollsGetsItsPolicyAndIsUnenrolled() throws Exception {
        flow(TheStack.fleetServer(0), TheStack.fleetServer(0));
    }

    @Test
    void theSameWithTheAgentParkedOnAnotherReplica() throws Exception {
        flow(TheStack.fleetServer(0), TheStack.fleetServer(1));
    }

    private void flow(String enrollAt, String parkAt) throws Exception {
        var policy = kibana.agentPolicy();
        var agent =
                ProtocolAgent.enroll(enrollAt, kibana.enrollmentToken(policy)).at(parkAt);
        assertThat(kibana.agentStatus(agent.id)).isEqualTo("updating");

        var change = agent.checkIn();
        assertThat(change.getList("actions")).hasSize(1);
        assertThat(change.getString("actions[0].type")).isEqualTo("POLICY_CHANGE");
        assertThat(change.getString("actions[0].data.policy.id")).isEqualTo(policy);
        assertThat(change.getInt("actions[0].data.policy.revision")).isEqualTo(1);
        assertThat(change.getString("actions[0].data.policy.outputs.default.type"))
                .isEqualTo("elasticsearch");
        assertThat(change.getString("actions[0].data.policy.outputs.default.api_key"))
                .matches("[^:]+:[^:]+");
        assertThat(change.getString("actions[0].data.policy.signed.signature")).isNotBlank();
        agent.ack(change.getString("actions[0].id"));
        await().untilAsserted(() -> assertThat(kibana.agentStatus(agent.id)).isEqualTo("online"));

        var parked = agent.checkInLater();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> !parked.isDone());
        onReplica0().post("/api/fleet/agents/{id}/unenroll", agent.id).then().statusCode(200);

        var unenroll = parked.get(PROMPTLY.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(unenroll.getString("actions[0].type")).isEqualTo("UNENROLL");
        assertThat(kibana.agentStatus(agent.id)).isEqualTo("unenrolling");
        agent.ack(unenroll.getString("actions[0].id"));

        await().untilAsserted(() -> assertThat(kibana.agentStatus(agent.id)).isEqualTo("unenrolled"));
        assertThat(agent.tryCheckIn().statusCode()).isEqualTo(401);
        kibana.request()
                .get("/api/fleet/agents/action_status")
                .then()
                .statusCode(200)
                .body("items.findAll { it.actionId == '" + unenroll.getString("actions[0].id") + "' }", hasSize(1))
                .rootPath("items.find { it.actionId == '" + unenroll.getString("actions[0].id") + "' }")
                .body("status", is("COMPLETE"))
                .body("type", is("UNENROLL"))
                .body("nbAgentsAck", is(1))
                .body("nbAgentsActioned", is(1));
    }

    /** Past the balancer, so that the action is made on the first replica for certain. */
    private static RequestSpecification onReplica0() {
        var token = given().baseUri(TheStack.stack().service("security-service").url())
                .contentType("application/json")
                .body(Map.of(
                        "authorization",
                        Kibana.basic("elastic", TheStack.PASSWORD),
                        "space",
                        "default",
                        "address",
                        "127.0.0.1"))
                .post("/internal/authenticate")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("token");
        return given().baseUri(TheStack.stack().service("fleet-service", 0).url())
                .header("Authorization", "Bearer " + token)
                .header("kbn-xsrf", "true")
                .contentType("application/json");
    }

    @Test
    void aNewRevisionReachesAgentsParkedOnEveryReplica() throws Exception {
        var policy = kibana.agentPolicy();
        var token = kibana.enrollmentToken(policy);
        var here = ProtocolAgent.enroll(TheStack.fleetServer(0), token);
        var there = ProtocolAgent.enroll(TheStack.fleetServer(1), token);
        for (var agent : new ProtocolAgent[] {here, there}) {
            agent.ack(agent.checkIn().getString("actions[0].id"));
        }
        var parkedHere = here.checkInLater();
        var parkedThere = there.checkInLater();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> !parkedHere.isDone() && !parkedThere.isDone());

        kibana.request()
                .body("{\"name\":\"Renamed " + policy
                        + "\",\"namespace\":\"default\",\"monitoring_enabled\":[\"logs\"]}")
                .put("/api/fleet/agent_policies/{id}", policy)
                .then()
                .statusCode(200)
                .body("item.revision", is(2));

        for (var parked : List.of(parkedHere, parkedThere)) {
            var answer = parked.get(PROMPTLY.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(answer.getString("actions[0].id")).isEqualTo("policy:" + policy + ":2");
            assertThat(answer.getBoolean("actions[0].data.policy.agent.monitoring.logs"))
                    .isTrue();
        }
    }
}

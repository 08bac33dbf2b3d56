package dev.garrison.fleet.outputs;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutputHealthTest {
    @Inject
    Stored stored;

    private static Map<String, Object> health(String id) {
        return asSuperuser()
                .get(Outputs.PATH + "/{id}/health", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("$");
    }

    private void report(String agentId, String component, String status) {
        stored.execute(
                """
                update agent set last_checkin = now() + interval '1 second', components = cast(?2 as jsonb) where id = ?1""",
                agentId,
                """
                [{"id":"%1$s","units":[{"id":"%1$s-in","type":"input","status":"FAILED"},
                  {"id":"%1$s","type":"output","status":"%2$s","message":"said by the agent"}]}]"""
                        .formatted(component, status));
    }

    @Test
    void theLastReportSinceTheOutputsLastChangeCounts() {
        var id = Outputs.create(Outputs.elasticsearch(Map.of())).getString("id");
        var agent = stored.agent(Policies.create(Map.of("data_output_id", id)).getString("id"));
        assertThat(health(id)).isEqualTo(Map.of("state", "UNKNOWN", "message", "", "timestamp", ""));

        report(agent, "log-" + id, "HEALTHY");
        assertThat(health(id)).containsEntry("state", "HEALTHY").containsEntry("message", "said by the agent");
        assertThat(health(id).get("timestamp").toString()).endsWith("Z");
        report(agent, "log-" + id, "FAILED");
        assertThat(health(id)).containsEntry("state", "DEGRADED");
        report(agent, "log-" + id, "STARTING");
        assertThat(health(id)).containsEntry("state", "UNKNOWN");

        report(agent, "log-" + id, "HEALTHY");
        stored.execute("update output set updated_at = now() + interval '1 minute' where id = ?1", id);
        assertThat(health(id)).containsEntry("state", "UNKNOWN");
        asSuperuser().get(Outputs.PATH + "/nowhere/health").then().statusCode(404);
    }

    @Test
    void anOutputIsNotTakenForAnotherWhoseNameEndsInItsOwn() {
        var shorter = Outputs.create(Outputs.elasticsearch(Map.of())).getString("id");
        var longer = Outputs.create(Outputs.elasticsearch(Map.of("id", "x-" + shorter)))
                .getString("id");
        report(stored.agent(Policies.create()), "log-" + longer, "HEALTHY");
        assertThat(health(longer)).containsEntry("state", "HEALTHY");
        assertThat(health(shorter)).containsEntry("state", "UNKNOWN");
    }
}

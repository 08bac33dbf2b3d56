package dev.garrison.fleet.agents;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentDataTest {
    @Inject
    Stored stored;

    private String agent(String seen, String input, String output) {
        var id = stored.agent(Policies.create());
        stored.execute(
                "update agent set last_checkin = now() - cast(?1 as interval), components = cast(?2 as jsonb) where id = ?3",
                seen,
                """
                [{"id":"log","status":"HEALTHY","units":[{"type":"input","status":"%s"},{"type":"output","status":"%s"}]}]"""
                        .formatted(input, output),
                id);
        return id;
    }

    @Test
    void anAgentWhoseInputsAndOutputAreHealthySendsData() {
        var sending = agent("1 minute", "HEALTHY", "HEALTHY");
        var stuck = agent("1 minute", "HEALTHY", "FAILED");
        var away = agent("6 minutes", "HEALTHY", "HEALTHY");
        with("fleet-agents-read")
                .queryParam("agentsIds", away, sending, "nobody", stuck)
                .queryParam("previewData", true)
                .get("/api/fleet/agent_status/data")
                .then()
                .statusCode(200)
                .body(
                        "items",
                        equalTo(List.of(
                                Map.of(away, Map.of("data", false)),
                                Map.of(sending, Map.of("data", true)),
                                Map.of("nobody", Map.of("data", false)),
                                Map.of(stuck, Map.of("data", false)))))
                .body("dataPreview", empty());
        asSuperuser().get("/api/fleet/agent_status/data").then().statusCode(400);
    }
}

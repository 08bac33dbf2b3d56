package dev.garrison.fleet.standaloneagents;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.garrison.fleet.securityservice.FakeSecurityService;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StandaloneAgentKeyTest {
    private static final String PATH = "/internal/fleet/create_standalone_agent_api_key";

    private final String token = Tokens.with("fleet-agents-all");

    @BeforeEach
    void reset() {
        FakeSecurityService.reset();
    }

    @Test
    void aKeyOfTheCallerIsMadeThatMaySendData() {
        var key = Map.of("id", "i", "name", "n", "api_key", "s", "encoded", "e");
        FakeSecurityService.answers(
                "/_security/api_key", 200, "{\"id\":\"i\",\"name\":\"n\",\"api_key\":\"s\",\"encoded\":\"e\"}");
        as(token).body(Map.of("name", "n")).post(PATH).then().statusCode(200).body("item", equalTo(key));
        assertThat(FakeSecurityService.calls()).singleElement().satisfies(call -> {
            assertThat(call.authorization()).isEqualTo(token);
            assertThat(call.body()).contains("\"name\":\"n\"", "\"standalone-agent\"", "\"create_doc\"");
        });
    }

    @Test
    void refuses() {
        as(token).body(Map.of("name", "")).post(PATH).then().statusCode(400);
        with("fleet-agents-read").body(Map.of("name", "n")).post(PATH).then().statusCode(403);
        assertThat(FakeSecurityService.calls()).isEmpty();
        FakeSecurityService.answers("/_security/api_key", 403, "{}");
        as(token).body(Map.of("name", "n")).post(PATH).then().statusCode(403);
    }
}

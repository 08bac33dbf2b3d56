package dev.garrison.fleet.servicetokens;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ServiceTokenTest {
    private static final String THERE = "/internal/security/fleet_server_token";

    private final String token = Tokens.with("fleet-agents-all");

    @BeforeEach
    void reset() {
        FakeSecurityService.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/fleet/service_tokens", "/api/fleet/service-tokens"})
    void securityServiceMakesTheToken(String path) {
        FakeSecurityService.answers(THERE, 200, "{\"name\":\"token-1\",\"value\":\"AAEAA\"}");
        as(token).post(path).then().statusCode(200).body("$", equalTo(Map.of("name", "token-1", "value", "AAEAA")));
        as(token).body(Map.of("remote", true)).post(path).then().statusCode(200);
        assertThat(FakeSecurityService.calls())
                .extracting(FakeSecurityService.Call::body)
                .containsExactly("{\"remote\":false}", "{\"remote\":true}");
        assertThat(FakeSecurityService.calls()).allSatisfy(call -> {
            assertThat(call.authorization()).isEqualTo(token);
            assertThat(call.kbnXsrf()).isNotNull();
        });
    }

    @Test
    void whoMayNotAddAgentsGetsNone() {
        with("fleet-agents-read").post("/api/fleet/service_tokens").then().statusCode(403);
        assertThat(FakeSecurityService.calls()).isEmpty();
        FakeSecurityService.answers(THERE, 403, "{\"message\":\"no\"}");
        as(token).post("/api/fleet/service_tokens").then().statusCode(403);
        FakeSecurityService.goesAway();
        as(token).post("/api/fleet/service_tokens").then().statusCode(503);
    }
}

package dev.garrison.fleet.logstashapikeys;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.securityservice.FakeSecurityService;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FakeSecurityService.class)
class LogstashApiKeyTest {
    private static final String PATH = "/api/fleet/logstash_api_keys";
    private static final String HAS_PRIVILEGES = "/_security/user/_has_privileges";
    private static final String API_KEY = "/_security/api_key";

    private final String token = Tokens.with("fleet-settings-all");

    @BeforeEach
    void aCallerWhoMay() {
        FakeSecurityService.reset();
        FakeSecurityService.answers(HAS_PRIVILEGES, 200, "{\"has_all_requested\":true}");
        FakeSecurityService.answers(API_KEY, 200, "{\"id\":\"i\",\"api_key\":\"s\",\"name\":\"n\"}");
    }

    private ValidatableResponse post() {
        return as(token).post(PATH).then();
    }

    @Test
    void aKeyOfTheCallerIsMadeThatMayDoNoMoreThanLogstashNeeds() throws Exception {
        post().statusCode(200).body("$", equalTo(Map.of("api_key", "i:s")));

        assertThat(FakeSecurityService.calls())
                .extracting(FakeSecurityService.Call::path)
                .containsExactly(HAS_PRIVILEGES, API_KEY);
        assertThat(FakeSecurityService.calls())
                .allSatisfy(call -> assertThat(call.authorization()).isEqualTo(token));
        var key = new ObjectMapper().readTree(FakeSecurityService.calls().get(1).body());
        assertThat(key.get("name").textValue()).isEqualTo("Fleet Logstash output");
        assertThat(key.get("metadata").toString())
                .contains("\"managed_by\":\"fleet\"", "\"managed\":true", "\"type\":\"logstash\"");
        var role = key.at("/role_descriptors/logstash-output");
        assertThat(role.get("cluster").toString()).isEqualTo("[\"monitor\"]");
        assertThat(role.at("/indices/0/privileges").toString()).isEqualTo("[\"auto_configure\",\"create_doc\"]");
        assertThat(role.at("/indices/0/names").toString()).contains("logs-*-*", "metrics-*-*");
        assertThat(role.has("applications")).isFalse();
    }

    @Test
    void aCallerWhoMayNotDoThatGetsNone() {
        FakeSecurityService.answers(HAS_PRIVILEGES, 200, "{\"has_all_requested\":false}");
        post().statusCode(403).body("message", is("Missing permissions to create logstash API key"));
        assertThat(FakeSecurityService.calls()).hasSize(1);

        FakeSecurityService.answers(HAS_PRIVILEGES, 200, "{\"has_all_requested\":true}");
        FakeSecurityService.answers(API_KEY, 403, "{\"error\":{\"reason\":\"no\"},\"status\":403}");
        post().statusCode(403).body("message", is("Missing permissions to create logstash API key"));
    }

    @Test
    void anApiKeyCannotMakeAnother() {
        FakeSecurityService.answers(API_KEY, 400, "{\"error\":{\"reason\":\"derived keys 100%\"},\"status\":400}");
        post().statusCode(400).body("message", is("derived keys 100%"));
    }

    @Test
    void troubleInSecurityServiceIsToldAsSuch() {
        FakeSecurityService.answers(API_KEY, 500, "{\"error\":{\"reason\":\"secret detail\"}}");
        post().statusCode(502).body("message", is("security-service could not do its part"));
        FakeSecurityService.answers(API_KEY, 200, "<html>");
        post().statusCode(502);
        FakeSecurityService.goesAway();
        post().statusCode(503).body("message", is("security-service is not available"));
    }

    @Test
    void nobodyWaitsForLongWhereSecurityServiceIsSilent() {
        FakeSecurityService.fallsSilent();
        post().statusCode(503).body("message", is("security-service is not available"));
    }

    @Test
    void whoMayNotChangeSettingsIsNotEvenAskedFor() {
        with("fleet-settings-read", "fleet-agents-all").post(PATH).then().statusCode(403);
        assertThat(FakeSecurityService.calls()).isEmpty();
    }
}

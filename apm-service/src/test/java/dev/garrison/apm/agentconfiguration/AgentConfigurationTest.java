package dev.garrison.apm.agentconfiguration;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentConfigurationTest {
    private static final String PATH = "/api/apm/settings/agent-configuration";
    private static final String CHANGED = "apm.agent-configuration.changed";

    @Test
    void aWrittenConfigurationIsSeenAndTellsOtherServices() {
        var service = newService();
        write(service, "production", Map.of("transaction_sample_rate", "0.4", "capture_body", "off"))
                .statusCode(200)
                .body("$", equalTo(Map.of()));

        view(service, "production")
                .statusCode(200)
                .body("id", matchesPattern("[0-9a-f-]{36}"))
                .body("service.name", is(service))
                .body("service.environment", is("production"))
                .body("settings", equalTo(Map.of("transaction_sample_rate", "0.4", "capture_body", "off")))
                .body("agent_name", is("nodejs"))
                .body("applied_by_agent", is(false))
                .body("etag", matchesPattern("[0-9a-f]{40}"));
        with("apm").get(PATH).then().statusCode(200).body("configurations.service.name", hasItem(service));
        await().untilAsserted(() -> assertThat(Events.of(CHANGED, service + "/production"))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .isEqualTo(JsonNodeFactory.instance
                                .objectNode()
                                .put("service", service)
                                .put("environment", "production")
                                .put("change", "created"))));
    }

    @Test
    void anExistingConfigurationIsReplacedOnlyOnRequest() {
        var service = newService();
        write(service, null, Map.of("transaction_max_spans", "100")).statusCode(200);
        var first = view(service, null).extract();

        write(service, null, Map.of("transaction_max_spans", "200"))
                .statusCode(400)
                .body("message", containsString("already exists"));
        view(service, null).body("settings.transaction_max_spans", is("100"));

        write("?overwrite=true", service, null, Map.of("transaction_max_spans", "200"))
                .statusCode(200);
        view(service, null)
                .body("id", is(first.path("id").toString()))
                .body("settings.transaction_max_spans", is("200"))
                .body("etag", not(first.path("etag").toString()));
        await().untilAsserted(() -> assertThat(Events.of(CHANGED, service + "/*"))
                .extracting(event -> event.data().get("change").asText())
                .containsExactly("created", "updated"));
    }

    @Test
    void agentsGetTheMostParticularConfigurationThatFits() {
        var service = newService();
        write(service, null, Map.of("recording", "false")).statusCode(200);
        write(service, "production", Map.of("recording", "true")).statusCode(200);

        search(service, "production", null)
                .statusCode(200)
                .body("_index", is(".apm-agent-configuration"))
                .body("_score", is(3))
                .body("_source.settings.recording", is("true"));
        search(service, "staging", null).body("_score", is(2)).body("_source.settings.recording", is("false"));
        search(service, null, null).body("_score", is(2));
    }

    @Test
    void aServiceWithoutConfigurationGetsAnEmptyAnswer() {
        search(newService(), "production", null).statusCode(200).body(is(""));
    }

    @Test
    void anAgentThatShowsTheEtagHasAppliedTheConfigurationUntilTheNextEdit() {
        var service = newService();
        write(service, null, Map.of("log_level", "debug")).statusCode(200);
        var etag =
                search(service, null, "another").extract().path("_source.etag").toString();
        view(service, null).body("applied_by_agent", is(false));

        search(service, null, etag).body("_source.applied_by_agent", is(true));
        view(service, null).body("applied_by_agent", is(true));

        write("?overwrite=true", service, null, Map.of("log_level", "info")).statusCode(200);
        view(service, null).body("applied_by_agent", is(false));
        search(service, null, etag).body("_source.applied_by_agent", is(false));
    }

    @Test
    void anAgentWithoutEtagsMaySayThatItAppliedIt() {
        var service = newService();
        write(service, null, Map.of("recording", "true")).statusCode(200);

        with("apm")
                .body(Map.of("service", Map.of("name", service), "mark_as_applied_by_agent", true))
                .post(PATH + "/search")
                .then()
                .statusCode(200)
                .body("_source.applied_by_agent", is(true));

        view(service, null).body("applied_by_agent", is(true));
    }

    @Test
    void aDeletedConfigurationIsGoneAndTellsOtherServices() {
        var service = newService();
        write(service, "a", Map.of("recording", "true")).statusCode(200);
        write(service, "b", Map.of("recording", "true")).statusCode(200);

        delete(Map.of("service", Map.of("name", service, "environment", "a")))
                .statusCode(200)
                .body("result", is("deleted"));
        delete(Map.of("name", service, "environment", "b")).statusCode(200);

        view(service, "a").statusCode(404).body("message", is("Not Found"));
        view(service, "b").statusCode(404);
        await().untilAsserted(() -> assertThat(Events.of(CHANGED, service + "/b"))
                .extracting(event -> event.data().get("change").asText())
                .containsExactly("created", "deleted"));
    }

    @Test
    void deletingWhatIsNotThereIsNotFound() {
        var service = newService();
        write(service, "production", Map.of()).statusCode(200);

        delete(Map.of("service", Map.of("name", service))).statusCode(404);

        view(service, "production").statusCode(200);
    }

    @Test
    void environmentsAreThoseOfConfigurationsAndOfAgentsThatAsked() {
        var service = newService();
        write(service, "production", Map.of()).statusCode(200);
        search(service, "staging", null).statusCode(200);
        search(service, "staging", null).statusCode(200);

        with("apm")
                .get(PATH + "/environments?serviceName=" + service)
                .then()
                .statusCode(200)
                .body("environments.name", contains("ALL_OPTION_VALUE", "production", "staging"))
                .body("environments.alreadyConfigured", contains(false, true, false));
        with("apm")
                .get(PATH + "/environments")
                .then()
                .statusCode(200)
                .body("environments.name", hasItems("ALL_OPTION_VALUE", "production", "staging"));
    }

    @Test
    void theAgentNameIsTheOneLastStatedForTheService() {
        var service = newService();
        write(service, "production", Map.of()).statusCode(200);

        with("apm")
                .get(PATH + "/agent_name?serviceName=" + service)
                .then()
                .statusCode(200)
                .body("$", equalTo(Map.of("agentName", "nodejs")));
        with("apm")
                .get(PATH + "/agent_name?serviceName=" + newService())
                .then()
                .statusCode(200)
                .body("$", equalTo(Map.of()));
    }

    @Test
    void configurationsAreTheSameInEverySpace() {
        var service = newService();
        write(service, null, Map.of("recording", "true")).statusCode(200);

        as(Tokens.of("ana", "marketing", Set.of("apm"), Set.of()))
                .get(PATH + "/view?name=" + service)
                .then()
                .statusCode(200)
                .body("settings.recording", is("true"));
    }

    @ParameterizedTest
    @CsvSource({
        "transaction_sample_rate, 1.5, number between 0 and 1 with at most 4 decimals",
        "transaction_sample_rate, 0.12345, number between 0 and 1 with at most 4 decimals",
        "transaction_sample_rate, -1, number between 0 and 1 with at most 4 decimals",
        "transaction_max_spans, -1, integer of at least 0",
        "transaction_max_spans, 1.5, integer of at least 0",
        "recording, yes, '\"true\" | \"false\"'",
        "capture_body, some, '\"off\" | \"errors\" | \"transactions\" | \"all\"'",
        "log_level, loud, '\"trace\" | \"debug\" | \"info\" | \"warning\" | \"error\" | \"critical\" | \"off\"'",
        "api_request_time, 500ms, 'duration (ms, s, m) of at least 1s'",
        "api_request_time, 10, 'duration (ms, s, m) of at least 1s'",
        "profiling_inferred_spans_sampling_interval, 2s, 'duration (ms, s, m) of at least 1ms and at most 1s'",
        "api_request_size, 10 kb, 'size (b, kb, mb, gb)'",
    })
    void aSettingThatAgentsWouldNotTakeIsRefused(String name, String value, String expected) {
        var service = newService();

        write(service, null, Map.of("capture_headers", "true", name, value))
                .statusCode(400)
                .body(
                        "message",
                        is("Failed to validate: in /body/settings/%s: \"%s\" does not match expected type %s"
                                .formatted(name, value, expected)));

        view(service, null).statusCode(404);
    }

    @Test
    void settingsThatAgentsTakeAndUnknownOnesPass() {
        var service = newService();
        var settings = Map.of(
                "transaction_sample_rate", "1.0",
                "span_frames_min_duration", "-1ms",
                "api_request_time", "1m",
                "api_request_size", "768kb",
                "stack_trace_limit", "50",
                "a_setting_of_tomorrow", "anything");

        write(service, null, settings).statusCode(200);

        view(service, null).body("settings", equalTo(settings));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{} ; in /body/service: undefined does not match expected type object",
                "{\"service\":{}} ; in /body/settings: undefined does not match expected type object",
                "{\"service\":{\"name\":1},\"settings\":{}} ; in /body/service/name: 1 does not match expected type string",
                "{\"service\":{},\"settings\":{\"x\":1}} ; in /body/settings/x: 1 does not match expected type string",
            })
    void refusesABodyInIoTsWords(String body, String message) {
        asSuperuser().body(body).put(PATH).then().statusCode(400).body("message", is("Failed to validate: " + message));
    }

    @Test
    void refusesAQueryInIoTsWords() {
        with("apm")
                .get(PATH + "/agent_name")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is("Failed to validate: in /query/serviceName: undefined does not match expected type string"));
        with("apm")
                .get(PATH + "/agent_name?serviceName=a&x=1")
                .then()
                .statusCode(400)
                .body("message", is("Failed to validate: Excess keys are not allowed: x"));
    }

    @Test
    void writingNeedsThePrivilegeToWriteSettings() {
        var service = newService();
        with("apm")
                .body(body(service, null, Map.of()))
                .put(PATH)
                .then()
                .statusCode(403)
                .body(
                        "message",
                        is(
                                "API [PUT " + PATH
                                        + "] is unauthorized for user, this action is granted by the Kibana privileges [apm_settings_write]"));
        view(service, null).statusCode(404);

        write(service, null, Map.of()).statusCode(200);
        with("apm")
                .body(Map.of("service", Map.of("name", service)))
                .delete(PATH)
                .then()
                .statusCode(403);
        view(service, null).statusCode(200);
        with().get(PATH).then().statusCode(403);
    }

    @Test
    void theServiceIsHealthyAndDocumentsItself() {
        given().get("/q/health").then().statusCode(200).body("status", is("UP"));
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'" + PATH + "'.put.'x-privileges'.all", equalTo(List.of("apm", "apm_settings_write")))
                .body(
                        "paths.'" + PATH + "/search'.post.responses.'200'.content.'application/json'.schema.'$ref'",
                        is("#/components/schemas/Found"));
    }

    private static String newService() {
        return "service-" + UUID.randomUUID();
    }

    private static ValidatableResponse write(String service, String environment, Map<String, String> settings) {
        return write("", service, environment, settings);
    }

    private static ValidatableResponse write(
            String query, String service, String environment, Map<String, String> settings) {
        return with("apm", "apm_settings_write")
                .body(body(service, environment, settings))
                .put(PATH + query)
                .then();
    }

    private static Map<String, Object> body(String service, String environment, Map<String, String> settings) {
        return Map.of("agent_name", "nodejs", "service", key(service, environment), "settings", settings);
    }

    private static Map<String, String> key(String service, String environment) {
        return environment == null ? Map.of("name", service) : Map.of("name", service, "environment", environment);
    }

    private static ValidatableResponse view(String service, String environment) {
        return with("apm")
                .queryParams(key(service, environment))
                .get(PATH + "/view")
                .then();
    }

    private static ValidatableResponse search(String service, String environment, String etag) {
        return with("apm")
                .body(
                        etag == null
                                ? Map.of("service", key(service, environment))
                                : Map.of("service", key(service, environment), "etag", etag))
                .post(PATH + "/search")
                .then();
    }

    private static ValidatableResponse delete(Map<String, Object> body) {
        return with("apm", "apm_settings_write").body(body).delete(PATH).then();
    }
}

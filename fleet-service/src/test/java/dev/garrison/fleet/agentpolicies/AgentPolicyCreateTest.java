package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class AgentPolicyCreateTest {
    private static final String PATH = "/api/fleet/agent_policies";

    private static final List<String> NULLABLE = List.of(
            "data_output_id",
            "monitoring_output_id",
            "download_source_id",
            "fleet_server_host_id",
            "overrides",
            "required_versions",
            "keep_monitoring_alive",
            "supports_agentless");

    @Inject
    Stored stored;

    @Inject
    ObjectMapper json;

    @Test
    void aNewPolicyHasItsDefaultsAndNothingThatWasNotSet() {
        var name = Policies.newName();
        asSuperuser()
                .body(Map.of("name", name, "namespace", "default"))
                .post(PATH)
                .then()
                .statusCode(200)
                .body("item.id", matchesPattern("[0-9a-f-]{36}"))
                .body("item.name", is(name))
                .body("item.namespace", is("default"))
                .body("item.status", is("active"))
                .body("item.revision", is(1))
                .body("item.is_managed", is(false))
                .body("item.is_protected", is(false))
                .body("item.inactivity_timeout", is(1209600))
                .body("item.schema_version", is("1.1.1"))
                .body("item.updated_by", is("elastic"))
                .body("item.updated_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"))
                .body("item.version", notNullValue())
                .body("item.agents", is(0))
                .body("item.package_policies", equalTo(List.of()))
                .body("item", not(hasKey("description")))
                .body("item", not(hasKey("unenroll_timeout")))
                .body("item", not(hasKey("data_output_id")))
                .body("item", not(hasKey("monitoring_http")))
                .body("item", not(hasKey("has_fleet_server")))
                .body("item", not(hasKey("force")));
    }

    @Test
    void everyFieldIsStoredAndComesBackAsSent() throws Exception {
        var output = stored.output(Map.of("type", "kafka", "hosts", List.of("kafka:9092"), "auth_type", "none"));
        var source = stored.downloadSource("https://mirror.example/");
        var host = stored.fleetServerHost("https://fleet.example:8220");
        var sent = (ObjectNode) json.readTree(
                """
                {"advanced_settings":{"agent_limits_go_max_procs":2,"agent_download_timeout":"2h",
                   "agent_download_target_directory":"/var/agents","agent_logging_metrics_period":"30s",
                   "agent_logging_level":"debug","agent_logging_to_files":true,
                   "agent_logging_files_rotateeverybytes":10000000000,"agent_logging_files_keepfiles":7,
                   "agent_logging_files_interval":null},
                 "agent_features":[{"enabled":true,"name":"fqdn"}],
                 "agentless":{"resources":{"requests":{"cpu":"100m","memory":"1Gi"}}},
                 "data_output_id":"%s","monitoring_output_id":"%s","download_source_id":"%s","fleet_server_host_id":"%s",
                 "description":" as  sent ","force":true,
                 "global_data_tags":[{"name":"site","value":"north"},{"name":"rack","value":42.125},{"name":"n","value":"42"}],
                 "has_fleet_server":false,"inactivity_timeout":1209601,"unenroll_timeout":900,
                 "is_default":true,"is_default_fleet_server":true,"is_managed":true,"is_protected":true,
                 "keep_monitoring_alive":true,
                 "monitoring_diagnostics":{"limit":{"burst":42.0,"interval":"1m"},
                   "uploader":{"init_dur":"1s","max_dur":"10m","max_retries":10}},
                 "monitoring_enabled":["logs","metrics","traces"],
                 "monitoring_http":{"buffer":{"enabled":false},"enabled":true,"host":"localhost","port":6791},
                 "monitoring_pprof_enabled":true,"namespace":"default","overrides":{"a":{"b":[1,"x",null]},"c":null},
                 "required_versions":[{"percentage":62.5,"version":"8.18.1"},{"percentage":37.5,"version":"9.0.0-SNAPSHOT"}],
                 "space_ids":["default","marketing"],"supports_agentless":false}"""
                        .formatted(output, output, source, host));
        var id = "policy-" + UUID.randomUUID();
        sent.put("id", id).put("name", Policies.newName());

        var created = asSuperuser()
                .body(sent.toString())
                .post(PATH)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        var read = asSuperuser()
                .get(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        sent.remove(List.of("force", "has_fleet_server"));
        sent.put("is_protected", false); // whatever was asked: needs Elastic Defend
        for (var answer : List.of(created, read)) {
            var item = (ObjectNode) json.readTree(answer).get("item");
            assertThat(item.get("revision").intValue()).isEqualTo(1);
            item.retain(Set.copyOf(names(sent)));
            assertThat(json.readTree(item.toString())).isEqualTo(json.readTree(sent.toString()));
        }
        var tag = Policies.get(id).getString("global_data_tags.find{it.name=='rack'}.value");
        assertThat(tag).isEqualTo("42.125");
    }

    private static List<String> names(ObjectNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void nullsWhereTheyAreAllowedComeBackAsNull() {
        var nulls = new HashMap<String, Object>();
        NULLABLE.forEach(name -> nulls.put(name, null));
        nulls.put("advanced_settings", Collections.singletonMap("agent_logging_level", null));
        var policy = Policies.create(nulls);
        NULLABLE.forEach(name -> assertThat(policy.getMap("")).containsEntry(name, null));
        assertThat(policy.getMap("advanced_settings")).containsEntry("agent_logging_level", null);
    }

    @Test
    void aKeyATokenAndARevisionComeWithThePolicyAndTheEventArrivesOnce() {
        var id = Policies.create();

        asSuperuser()
                .get("/api/fleet/enrollment_api_keys?kuery=policy_id:{id}", id)
                .then()
                .statusCode(200)
                .body("total", is(1))
                .body("items[0].active", is(true))
                .body("items[0].name", matchesPattern("Default \\([0-9a-f-]{36}\\)"));
        assertThat(stored.count("uninstall_token where policy_id = ?1", id)).isEqualTo(1);
        assertThat(stored.count("agent_policy_revision where policy_id = ?1 and revision = 1", id))
                .isEqualTo(1);
        await().untilAsserted(() -> assertThat(Events.of("fleet.policy.changed", id))
                .singleElement()
                .satisfies(event -> assertThat(event.data())
                        .isEqualTo(json.createObjectNode()
                                .put("policyId", id)
                                .put("revision", 1)
                                .put("change", "created"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'namespace':'default'} | [request body.name]: expected value of type [string] but got [undefined]",
                "{'name':'','namespace':'default'} | [request body.name]: value has length [0] but it must have a minimum length of [1].",
                "{'name':'  ','namespace':'default'} | [request body.name]: Invalid empty string",
                "{'name':'n'} | [request body.namespace]: expected value of type [string] but got [undefined]",
                "{'name':'n','namespace':''} | [request body.namespace]: Namespace is required",
                "{'name':'n','namespace':' '} | [request body.namespace]: Namespace is required",
                "{'name':'n','namespace':'Default'} | [request body.namespace]: Namespace must be lowercase",
                "{'name':'n','namespace':'a-b'} | [request body.namespace]: Namespace contains invalid characters",
                "{'name':'n','namespace':'a b'} | [request body.namespace]: Namespace contains invalid characters",
                "{'name':'n','namespace':'a*'} | [request body.namespace]: Namespace contains invalid characters",
                "{'name':'n','namespace':'a:b'} | [request body.namespace]: Namespace contains invalid characters",
                "{'name':'n','namespace':'ééééééééééééééééééééééééééééééééééééééééééééééééééé'} | [request body.namespace]: Namespace cannot be more than 100 bytes",
                "{'name':'n','namespace':'d','unknown':1} | [request body.unknown]: definition for this key is missing",
                "{'name':'n','namespace':'d','bumpRevision':true} | [request body.bumpRevision]: definition for this key is missing",
                "{'name':'n','namespace':'d','inactivity_timeout':-1} | [request body.inactivity_timeout]: Value must be equal to or greater than [0].",
                "{'name':'n','namespace':'d','inactivity_timeout':1.5} | [request body.inactivity_timeout]: expected value to be an integer but got [1.5]",
                "{'name':'n','namespace':'d','unenroll_timeout':-1} | [request body.unenroll_timeout]: Value must be equal to or greater than [0].",
                "{'name':'n','namespace':'d','unenroll_timeout':null} | [request body.unenroll_timeout]: expected value of type [number] but got [null]",
                "{'name':'n','namespace':'d','global_data_tags':[{'name':'a','value':1},{'name':'b','value':1},{'name':'a','value':2}]} | [request body.global_data_tags]: Found duplicate tag names: ['a'], duplicate tag names are not allowed.",
                "{'name':'n','namespace':'d','global_data_tags':[{'name':'a b','value':1}]} | [request body.global_data_tags]: Found tag names with spaces: ['a b'], tag names with spaces are not allowed.",
                "{'name':'n','namespace':'d','global_data_tags':[{'name':'a','value':1},{'name':'a ','value':1}]} | [request body.global_data_tags]: Found duplicate tag names: ['a'], duplicate tag names are not allowed. Found tag names with spaces: ['a '], tag names with spaces are not allowed.",
                "{'name':'n','namespace':'d','overrides':{'inputs':[]}} | [request body.overrides]: inputs overrides is not allowed",
                "{'name':'n','namespace':'d','overrides':{'inputs.0':[]}} | [request body.overrides]: inputs overrides is not allowed",
                "{'name':'n','namespace':'d','overrides':[]} | [request body.overrides]: expected value of type [object] but got [Array]",
                "{'name':'n','namespace':'d','monitoring_http':{'port':65354}} | [request body.monitoring_http.port]: Value must be equal to or lower than [65353].",
                "{'name':'n','namespace':'d','monitoring_http':{'port':-1}} | [request body.monitoring_http.port]: Value must be equal to or greater than [0].",
                "{'name':'n','namespace':'d','required_versions':[{'version':'8.18','percentage':1}]} | Policy \"n\" failed required_versions validation: invalid semver version 8.18",
                "{'name':'n','namespace':'d','required_versions':[{'version':'8.18.0','percentage':1},{'version':'8.18.0','percentage':1}]} | Policy \"n\" failed required_versions validation: duplicate versions not allowed",
                "{'name':'n','namespace':'d','required_versions':[{'version':'8.18.0','percentage':50.5},{'version':'8.18.1','percentage':50}]} | Policy \"n\" failed required_versions validation: sum of percentages cannot exceed 100",
                "{'name':'n','namespace':'d','required_versions':[{'version':'8.18.0','percentage':101}]} | [request body.required_versions.0.percentage]: Value must be equal to or lower than [100].",
                "{'name':'n','namespace':'d','advanced_settings':{'agent_logging_colour':'red'}} | [request body.advanced_settings.agent_logging_colour]: definition for this key is missing",
                "{'name':'n','namespace':'d','advanced_settings':{'agent_limits_go_max_procs':-1}} | [request body.advanced_settings.agent_limits_go_max_procs]: Value must be equal to or greater than [0].",
                "{'name':'n','namespace':'d','supports_agentless':true} | [request body.supports_agentless]: supports_agentless is only allowed in environments that support the agentless feature",
                "{'name':'n','namespace':'d','data_output_id':'nowhere'} | Output nowhere not found",
                "{'name':'n','namespace':'d','monitoring_output_id':'nowhere'} | Output nowhere not found",
                "{'name':'n','namespace':'d','download_source_id':'nowhere'} | Agent binary source nowhere not found",
                "{'name':'n','namespace':'d','fleet_server_host_id':'nowhere'} | Fleet server nowhere not found",
                "{'name':'n','namespace':'d','id':''} | [request body.id]: value has length [0] but it must have a minimum length of [1].",
            })
    void refusesWhatDoesNotFitAndWritesNothing(String body, String message) {
        var policies = stored.count("agent_policy");
        asSuperuser()
                .body(body.replace('\'', '"'))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("error", is("Bad Request"))
                .body("message", is(message));
        assertThat(stored.count("agent_policy")).isEqualTo(policies);
    }

    @Test
    void whitespaceAndEmptyListsAreTakenWhereKibanaTakesThem() {
        var policy = Policies.create(Map.of(
                "space_ids",
                List.of(),
                "global_data_tags",
                List.of(),
                "advanced_settings",
                Map.of(),
                "overrides",
                Map.of()));
        assertThat(policy.getList("space_ids")).isEmpty();
        assertThat(policy.getList("global_data_tags")).isEmpty();
        assertThat(policy.getMap("advanced_settings")).isEmpty();
    }

    @Test
    void aTakenNameIsRefusedWhateverTheNamespace() {
        var first = Policies.create(Map.of());
        asSuperuser()
                .body(Map.of("name", first.getString("name"), "namespace", "other"))
                .post(PATH)
                .then()
                .statusCode(409)
                .body(
                        "message",
                        is("Agent Policy '%s' already exists with name '%s'"
                                .formatted(first.getString("id"), first.getString("name"))));
        assertThat(stored.count("agent_policy where name = ?1", first.getString("name")))
                .isEqualTo(1);
    }

    @Test
    void aTakenIdIsRefusedAndLeavesNothingBehind() {
        var id = Policies.create();
        var keys = stored.count("enrollment_api_key where policy_id = ?1", id);
        asSuperuser()
                .body(Policies.body(Map.of("id", id)))
                .post(PATH)
                .then()
                .statusCode(409)
                .body("message", containsString(id));
        assertThat(stored.count("enrollment_api_key where policy_id = ?1", id)).isEqualTo(keys);
    }

    @Test
    void idsAndNamesMayBeLongAndInAnyScript() {
        var name = "длинное имя ".repeat(400) + UUID.randomUUID();
        var id = "ид/%?#" + "x".repeat(900) + UUID.randomUUID();
        asSuperuser()
                .body(Map.of("name", name, "namespace", "default", "id", id))
                .post(PATH)
                .then()
                .statusCode(200);
        assertThat(Policies.get(id).getString("name")).isEqualTo(name);
        asSuperuser()
                .body(Policies.body(Map.of("id", "é".repeat(501))))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", startsWith("[request body.id]: value has length [1002]"));
    }

    @Test
    void fleetServersDataGoesToElasticsearch() {
        var output = stored.output(Map.of("type", "logstash", "hosts", List.of("logstash:5044")));
        asSuperuser()
                .body(Map.of("name", "fs", "namespace", "default", "has_fleet_server", true, "data_output_id", output))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", is("Output of type \"logstash\" is not usable with policy \"fs\"."));
    }

    @Test
    void spacesAreThoseInWhichTheCallerManagesPolicies() {
        var ana = Tokens.of("ana", "default", Set.of("fleet-agent-policies-all"), Set.of());
        var name = Policies.newName();
        as(ana).body(Map.of("name", name, "namespace", "default", "space_ids", List.of("default", "secret")))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", is("No enough permissions to create policies in space secret"));
        assertThat(stored.count("agent_policy where name = ?1", name)).isZero();
        as(ana).body(Map.of("name", name, "namespace", "default", "space_ids", List.of("default")))
                .post(PATH)
                .then()
                .statusCode(200)
                .body("item.updated_by", is("ana"))
                .body("item.space_ids", is(List.of("default")));
    }

    @Test
    void onlyThosePrivilegedMayCreate() {
        with("fleet-agent-policies-read", "fleet-agents-all")
                .body(Policies.body(Map.of()))
                .post(PATH)
                .then()
                .statusCode(403)
                .body("message", containsString("[fleet-agent-policies-all]"));
    }
}

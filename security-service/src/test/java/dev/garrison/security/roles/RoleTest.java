package dev.garrison.security.roles;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.roles.RoleFixtures.newRoleName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class RoleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name = newRoleName();

    @Test
    void aRoleOfEverySectionIsReadBackAsItWasWritten() {
        put("""
                        {
                          "description": "Grants all cluster privileges and full access to index1 and index2.",
                          "metadata": {"version": 1},
                          "elasticsearch": {
                            "cluster": ["all"],
                            "indices": [{"names": ["index1", "index2"], "privileges": ["all"]}],
                            "remote_indices": [
                              {"clusters": ["remote_cluster1"], "names": ["remote_index1", "remote_index2"], "privileges": ["all"]}
                            ],
                            "remote_cluster": [{"clusters": ["remote_cluster1"], "privileges": ["monitor_enrich"]}]
                          },
                          "kibana": [{"base": ["all"], "feature": {}, "spaces": ["default"]}]
                        }""")
                .then()
                .statusCode(204)
                .body(emptyString())
                .header("Content-Type", nullValue());

        assertThat(read(name))
                .isEqualTo(tree(
                        """
                        {
                          "name": "%s",
                          "kibana": [{"base": ["all"], "spaces": ["default"], "feature": {}}],
                          "metadata": {"version": 1},
                          "description": "Grants all cluster privileges and full access to index1 and index2.",
                          "elasticsearch": {
                            "run_as": [],
                            "cluster": ["all"],
                            "indices": [
                              {"names": ["index1", "index2"], "privileges": ["all"], "allow_restricted_indices": false}
                            ],
                            "remote_cluster": [{"clusters": ["remote_cluster1"], "privileges": ["monitor_enrich"]}],
                            "remote_indices": [
                              {
                                "names": ["remote_index1", "remote_index2"],
                                "clusters": ["remote_cluster1"],
                                "privileges": ["all"],
                                "allow_restricted_indices": false
                              }
                            ]
                          },
                          "_transform_error": [],
                          "transient_metadata": {"enabled": true},
                          "_unrecognized_applications": []
                        }"""
                                .formatted(name)));
    }

    @Test
    void theListHasEveryRoleInOrderOfNames() {
        var upper = "Z" + name;
        put(
                        upper,
                        """
                {
                  "metadata": {"version": 1},
                  "description": "My kibana role description",
                  "kibana": [{"base": ["all"], "spaces": ["*"], "feature": {}}],
                  "elasticsearch": {"cluster": [], "indices": [], "run_as": []}
                }""")
                .then()
                .statusCode(204);
        put("""
                {
                  "metadata": {"version": 1},
                  "description": "My admin role description",
                  "elasticsearch": {
                    "cluster": ["all"],
                    "indices": [
                      {
                        "names": ["index1", "index2"],
                        "query": "{\\"match\\": {\\"title\\": \\"foo\\"}}",
                        "privileges": ["all"],
                        "field_security": {"grant": ["title", "body"]}
                      }
                    ]
                  }
                }""")
                .then()
                .statusCode(204);

        var answer = asElastic().get("/api/security/role");

        answer.then().statusCode(200);
        var names = answer.jsonPath().getList("name", String.class);
        assertThat(names).isSorted().contains("superuser", "viewer", "kibana_system", name, upper);
        assertThat(names.indexOf(upper)).isLessThan(names.indexOf("apm_system"));
        assertThat(in(answer, upper))
                .isEqualTo(tree(
                        """
                        {
                          "name": "%s",
                          "kibana": [{"base": ["all"], "spaces": ["*"], "feature": {}}],
                          "metadata": {"version": 1},
                          "description": "My kibana role description",
                          "elasticsearch": {"run_as": [], "cluster": [], "indices": []},
                          "transient_metadata": {"enabled": true},
                          "_transform_error": [],
                          "_unrecognized_applications": []
                        }"""
                                .formatted(upper)));
        assertThat(in(answer, name))
                .isEqualTo(tree(
                        """
                        {
                          "name": "%s",
                          "kibana": [],
                          "metadata": {"version": 1},
                          "description": "My admin role description",
                          "elasticsearch": {
                            "run_as": [],
                            "cluster": ["all"],
                            "indices": [
                              {
                                "names": ["index1", "index2"],
                                "query": "{\\"match\\": {\\"title\\": \\"foo\\"}}",
                                "privileges": ["all"],
                                "field_security": {"grant": ["title", "body"]},
                                "allow_restricted_indices": false
                              }
                            ]
                          },
                          "transient_metadata": {"enabled": true},
                          "_transform_error": [],
                          "_unrecognized_applications": []
                        }"""
                                .formatted(name)));
    }

    @Test
    void anEmptyBodyMakesAnEmptyRole() {
        put("{}").then().statusCode(204);

        assertThat(read(name))
                .isEqualTo(tree(
                        """
                        {
                          "name": "%s",
                          "kibana": [],
                          "metadata": {},
                          "elasticsearch": {"run_as": [], "cluster": [], "indices": []},
                          "transient_metadata": {"enabled": true},
                          "_transform_error": [],
                          "_unrecognized_applications": []
                        }"""
                                .formatted(name)));
    }

    @Test
    void aSecondPutResetsWhatItLeavesOut() {
        put(
                """
                {"description": "a", "metadata": {"b": [1.5]}, "elasticsearch": {"cluster": ["monitor"], "run_as": ["c"]},
                 "kibana": [{"base": ["read"]}]}""");
        asElastic()
                .get("/api/security/role/{name}", name)
                .then()
                .body("description", is("a"))
                .body("elasticsearch.run_as", equalTo(List.of("c")))
                .body("kibana.spaces", equalTo(List.of(List.of("*"))))
                .body("metadata.b", equalTo(List.of(1.5f)));

        put("{\"description\":\"\"}").then().statusCode(204);

        asElastic()
                .get("/api/security/role/{name}", name)
                .then()
                .body("$", not(hasKey("description")))
                .body("metadata", equalTo(Map.of()))
                .body("elasticsearch", equalTo(Map.of("cluster", List.of(), "indices", List.of(), "run_as", List.of())))
                .body("kibana", equalTo(List.of()));
    }

    @Test
    void whatItGrantsInOtherApplicationsStaysAndIsNamed() {
        raw(
                """
                {"applications": [
                  {"application": "logstash", "privileges": ["x"], "resources": ["*"]},
                  {"application": "kibana-.kibana", "privileges": ["all"], "resources": ["*"]},
                  {"application": "kibana-*", "privileges": ["reserved_monitoring"], "resources": ["*"]}
                ]}""");

        put("{\"kibana\":[{\"base\":[\"read\"]}]}");

        var role = read(name);
        assertThat(role.path("_unrecognized_applications")).hasToString("[\"logstash\"]");
        assertThat(role.path("kibana")).hasToString("[{\"base\":[\"read\"],\"feature\":{},\"spaces\":[\"*\"]}]");
        asElastic()
                .get("/_security/role/{name}", name)
                .then()
                .body(name + ".applications.application", equalTo(List.of("kibana-.kibana", "logstash")));
    }

    @Test
    void privilegesThatKibanaHasNoWordsForAreAnError() {
        raw(
                """
                {"applications": [{"application": "kibana-.kibana", "privileges": ["space_all"], "resources": ["*"]}]}""");

        asElastic()
                .get("/api/security/role/{name}", name)
                .then()
                .statusCode(200)
                .body("_transform_error", equalTo(List.of("kibana")))
                .body("kibana", equalTo(List.of()));
    }

    @Test
    void orderAndUnknownIdsAreKept() {
        put("""
                {"kibana": [
                  {"feature": {"zebra": ["x", "all"], "discover": ["url_create", "minimal_read", "nope"]}, "spaces": ["b", "a"]},
                  {"base": ["all"], "spaces": ["c"]}
                ]}""")
                .then()
                .statusCode(204);

        assertThat(read(name).path("kibana"))
                .hasToString("[{\"base\":[],\"feature\":{\"zebra\":[\"x\",\"all\"],"
                        + "\"discover\":[\"url_create\",\"minimal_read\",\"nope\"]},\"spaces\":[\"b\",\"a\"]},"
                        + "{\"base\":[\"all\"],\"feature\":{},\"spaces\":[\"c\"]}]");
    }

    @Test
    void deprecatedFeaturesAreReplacedWhereTheClientAsks() {
        put("{\"kibana\":[{\"feature\":{\"siem\":[\"all\"],\"discover\":[\"read\"],\"maps\":[\"read\"]}}]}");

        asElastic()
                .get("/api/security/role/{name}?replaceDeprecatedPrivileges=true", name)
                .then()
                .statusCode(200)
                .body(
                        "kibana[0].feature",
                        equalTo(Map.of(
                                "siemV2", List.of("all"),
                                "securitySolutionTimeline", List.of("all"),
                                "securitySolutionNotes", List.of("all"),
                                "discover_v2", List.of("read"),
                                "maps_v2", List.of("read"),
                                "savedQueryManagement", List.of("read"))));
        var listed = asElastic().get("/api/security/role?replaceDeprecatedPrivileges=true");
        assertThat(in(listed, name).at("/kibana/0/feature").has("siemV2")).isTrue();
        for (var asStored : List.of("", "?replaceDeprecatedPrivileges=false")) {
            asElastic()
                    .get("/api/security/role/" + name + asStored)
                    .then()
                    .body("kibana[0].feature.keySet()", equalTo(Set.of("siem", "discover", "maps")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?x=1                              | [request query.x]: definition for this key is missing",
                "?replaceDeprecatedPrivileges=nope | [request query.replaceDeprecatedPrivileges]: expected value of type [boolean] but got [string]",
            })
    void aBadQueryIsRefused(String query, String message) {
        for (var path : List.of("/api/security/role", "/api/security/role/superuser")) {
            asElastic().get(path + query).then().statusCode(400).body("message", is(message));
        }
    }

    @Test
    void onlyOneRoleIsReadByItsName() {
        put("{}");
        for (var unknown : List.of(newRoleName(), name + ",superuser", "super*", "*", "nöbody")) {
            asElastic()
                    .get("/api/security/role/{name}", unknown)
                    .then()
                    .statusCode(404)
                    .body("error", is("Not Found"));
        }
    }

    @Test
    void createOnlyDoesNotReplace() {
        put("{\"description\":\"first\"}");

        asElastic()
                .body("{\"description\":\"second\"}")
                .put("/api/security/role/{name}?createOnly=true", name)
                .then()
                .statusCode(409)
                .body("message", is("Role already exists and cannot be created: " + name));
        asElastic()
                .body("{}")
                .put("/api/security/role/viewer?createOnly=true")
                .then()
                .statusCode(409);
        assertThat(read(name).path("description").asText()).isEqualTo("first");
        asElastic()
                .body("{}")
                .put("/api/security/role/{name}?createOnly=true", newRoleName())
                .then()
                .statusCode(204);
    }

    @Test
    void ofManyWhoCreateTheSameRoleAtOnceOneDoes() {
        var creating = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> asElastic()
                        .body("{\"description\":\"%d\"}".formatted(i))
                        .put("/api/security/role/{name}?createOnly=true", name)
                        .statusCode()))
                .toList();

        assertThat(creating.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrder(204, 409, 409, 409, 409, 409);
    }

    @Test
    void aDeletedRoleIsGone() {
        put("{}");

        asElastic()
                .delete("/api/security/role/{name}", name)
                .then()
                .statusCode(204)
                .body(emptyString())
                .header("Content-Type", nullValue());

        asElastic().get("/api/security/role/{name}", name).then().statusCode(404);
        asElastic()
                .delete("/api/security/role/{name}", name)
                .then()
                .statusCode(404)
                .body("error", is("Not Found"));
    }

    @Test
    void whoRemembersWhatARoleGrantsIsTold() {
        put("{}");
        put("{}"); // nothing is other than before
        put("{\"kibana\":[{\"base\":[\"all\"]}]}");
        asElastic().delete("/api/security/role/{name}", name);

        await().untilAsserted(() -> assertThat(Events.of("security.credential.changed", name))
                .extracting(event -> event.data().toString())
                .containsExactly(event("role.changed"), event("role.changed"), event("role.deleted")));
    }

    private String event(String change) {
        return "{\"role\":\"" + name + "\",\"change\":\"" + change + "\"}";
    }

    static Stream<Map.Entry<String, String>> brokenRules() {
        var path = "[request body.kibana";
        return Stream.of(
                Map.entry("[]", "[request body]: expected a plain object value, but found [Array] instead."),
                Map.entry("{'x':1}", "[request body.x]: definition for this key is missing"),
                Map.entry(
                        "{'transient_metadata':{}}",
                        "[request body.transient_metadata]: definition for this key is missing"),
                Map.entry(
                        "{'description':'" + "x".repeat(2049) + "'}",
                        "[request body.description]: value has length [2049] but it must have a maximum length of [2048]."),
                Map.entry(
                        "{'metadata':1}", "[request body.metadata]: expected value of type [object] but got [number]"),
                Map.entry(
                        "{'elasticsearch':{'cluster':'all'}}",
                        "[request body.elasticsearch.cluster]: expected value of type [array] but got [string]"),
                Map.entry(
                        "{'elasticsearch':{'indices':[{'names':[],'privileges':['all']}]}}",
                        "[request body.elasticsearch.indices.0.names]: array size is [0], but cannot be smaller than [1]"),
                Map.entry(
                        "{'elasticsearch':{'indices':[{'names':['a']}]}}",
                        "[request body.elasticsearch.indices.0.privileges]: expected value of type [array] but got [undefined]"),
                Map.entry(
                        "{'elasticsearch':{'indices':[{'names':['a'],'privileges':['all'],'field_security':{'x':[]}}]}}",
                        "[request body.elasticsearch.indices.0.field_security.x]: definition for this key is missing"),
                Map.entry(
                        "{'elasticsearch':{'remote_indices':[{'names':['a'],'privileges':['all']}]}}",
                        "[request body.elasticsearch.remote_indices.0.clusters]: expected value of type [array] but got [undefined]"),
                Map.entry(
                        "{'kibana':[{}]}",
                        path + ".0]: either [base] or [feature] is expected, but none of them specified"),
                Map.entry(
                        "{'kibana':[{'base':[],'feature':{}}]}",
                        path + ".0]: either [base] or [feature] is expected, but none of them specified"),
                Map.entry(
                        "{'kibana':[{'base':null}]}",
                        path + ".0]: either [base] or [feature] is expected, but none of them specified"),
                Map.entry(
                        "{'kibana':[{'base':['all'],'feature':{'apm':['all']}}]}",
                        path + ".0]: definition of [feature] isn't allowed when non-empty [base] is defined."),
                Map.entry(
                        "{'kibana':[{'base':['foo']}]}",
                        path + ".0.base.0]: unknown global privilege \"foo\", must be one of [all,read]"),
                Map.entry(
                        "{'kibana':[{'base':['all','foo'],'spaces':['a']}]}",
                        path + ".0.base.1]: unknown space privilege \"foo\", must be one of [all,read]"),
                Map.entry(
                        "{'kibana':[{'base':['all'],'spaces':['*','marketing']}]}",
                        path + ".0.spaces]: types that failed validation:\n- " + path
                                + ".0.spaces.0.1]: expected value to equal [*]\n- " + path
                                + ".0.spaces.1.0]: must be lower case, a-z, 0-9, '_', and '-' are allowed"),
                Map.entry(
                        "{'kibana':[{'base':['all'],'spaces':['ok','Not OK']}]}",
                        path + ".0.spaces]: types that failed validation:\n- " + path
                                + ".0.spaces.0.0]: expected value to equal [*]\n- " + path
                                + ".0.spaces.1.1]: must be lower case, a-z, 0-9, '_', and '-' are allowed"),
                Map.entry(
                        "{'kibana':[{'base':['all'],'spaces':['marketing']},{'base':['read'],'spaces':['marketing','a']}]}",
                        path + "]: more than one privilege is applied to the following spaces: [marketing]"),
                Map.entry(
                        "{'kibana':[{'feature':{'!x':['all']}}]}",
                        path + ".0.feature.key(\"!x\")]: only a-z, A-Z, 0-9, '_', and '-' are allowed"),
                Map.entry(
                        "{'kibana':[{'feature':{'x':['!y']}}]}",
                        path + ".0.feature.x.0]: only a-z, A-Z, 0-9, '_', and '-' are allowed"),
                Map.entry(
                        "{'kibana':[{'feature':{'apm':['all']},'_reserved':['x']}]}",
                        path + ".0._reserved]: definition for this key is missing"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void whatBreaksARuleIsRefused(Map.Entry<String, String> broken) {
        put(broken.getKey().replace('\'', '"')).then().statusCode(400).body("message", is(broken.getValue()));

        asElastic().get("/api/security/role/{name}", name).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'elasticsearch':{'cluster':['nope']}} | unknown cluster privilege [nope]",
                "{'elasticsearch':{'indices':[{'names':['a'],'privileges':['nope']}]}} | unknown index privilege [nope]",
                "{'kibana':[{'base':['all'],'spaces':[]}]} | failed to parse role [NAME]: each entry of [applications] requires [resources]",
                "{'kibana':[{'feature':{'apm':[]}}]} | failed to parse role [NAME]: each entry of [applications] requires [privileges]",
                "{'metadata':{'_x':1}} | Validation Failed: 1: role descriptor metadata keys may not start with [_];",
                "{'kibana':[{'feature':{'fleetv2':['all']},'spaces':['default']}]} | Role cannot be updated due to validation errors: [\"Feature privilege [fleetv2.all] requires all spaces to be selected but received [default]\"]",
                "{'kibana':[{'feature':{'siemV2':['endpoint_list_all']},'spaces':['a','b']}]} | Role cannot be updated due to validation errors: [\"Sub-feature privilege [Security - Endpoint List] requires all spaces to be selected but received [a,b]\"]",
                "{'kibana':[{'feature':{'siem':['blocklist_read']},'spaces':['a']}]} | Role cannot be updated due to validation errors: [\"Sub-feature privilege [Security - Blocklist] requires all spaces to be selected but received [a]\"]",
                "{'kibana':[{'feature':{'enterpriseSearch':['read']}},{'feature':{'fleetv2':['read']},'spaces':['a']}]} | Role cannot be updated due to validation errors: [\"Feature [enterpriseSearch] does not support privilege [read].\",\"Feature privilege [fleetv2.read] requires all spaces to be selected but received [a]\"]",
            })
    void privilegesThatCannotBeGivenSoAreRefused(String body, String message) {
        put(body.replace('\'', '"')).then().statusCode(400).body("message", is(message.replace("NAME", name)));

        asElastic().get("/api/security/role/{name}", name).then().statusCode(404);
        assertThat(Events.of("security.credential.changed", name)).isEmpty();
    }

    @Test
    void namesHaveLimits() {
        for (var bad : List.of("a".repeat(508), " a", "a ", "ä", "a\tb")) {
            asElastic()
                    .body("{}")
                    .put("/api/security/role/{name}", bad)
                    .then()
                    .statusCode(400)
                    .body("message", startsWith("Validation Failed: 1: Role names must be at least 1"));
        }
        asElastic()
                .body("{}")
                .put("/api/security/role/{name}", "a".repeat(1025))
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is(
                                "[request params.name]: value has length [1025] but it must have a maximum length of [1024]."));
        var odd = "a/b, c%" + name;
        put(odd, "{}").then().statusCode(204);
        asElastic().get("/api/security/role/{name}", odd).then().statusCode(200).body("name", is(odd));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "superuser",
                "kibana_admin",
                "kibana_system",
                "kibana_user",
                "viewer",
                "editor",
                "monitoring_user",
                "reporting_user",
                "apm_user",
                "beats_admin",
                "beats_system",
                "logstash_admin",
                "logstash_system",
                "machine_learning_admin",
                "machine_learning_user",
                "transform_admin",
                "transform_user",
                "watcher_admin",
                "watcher_user",
                "remote_monitoring_agent",
                "remote_monitoring_collector",
                "rollup_admin",
                "rollup_user",
                "snapshot_user",
                "ingest_admin",
                "enrich_user",
                "inference_admin",
                "inference_user",
            })
    void reservedRolesCannotBeChangedOrDeleted(String reserved) {
        var before = read(reserved);
        assertThat(before.at("/metadata/_reserved").asBoolean()).isTrue();
        assertThat(before.path("_transform_error")).isEmpty();

        put(reserved, "{}")
                .then()
                .statusCode(400)
                .body("message", containsString("is reserved and cannot be modified"));
        asElastic()
                .delete("/api/security/role/{name}", reserved)
                .then()
                .statusCode(400)
                .body("message", containsString("is reserved and cannot be deleted"));

        assertThat(read(reserved)).isEqualTo(before);
    }

    @Test
    void reservedRolesSayWhatTheyGrant() {
        assertThat(read("kibana_admin").path("kibana"))
                .hasToString("[{\"base\":[\"all\"],\"feature\":{},\"spaces\":[\"*\"]}]");
        assertThat(read("viewer").at("/kibana/0/base")).hasToString("[\"read\"]");
        assertThat(read("monitoring_user").path("kibana"))
                .hasToString("[{\"base\":[],\"feature\":{},\"spaces\":[\"*\"],\"_reserved\":[\"monitoring\"]}]");
        var superuser = read("superuser");
        assertThat(superuser.path("_unrecognized_applications")).hasToString("[\"*\"]");
        assertThat(superuser.at("/elasticsearch/cluster")).hasToString("[\"all\"]");
        assertThat(read("kibana_user").at("/metadata/_deprecated").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /api/security/role        | role/get      | read_security",
                "GET    | /api/security/role/viewer | role/get      | read_security",
                "POST   | /api/security/role/_query | role/query    | read_security",
                "PUT    | /api/security/role/x      | role/put      | manage_security",
                "DELETE | /api/security/role/x      | role/delete   | manage_security",
                "POST   | /api/security/roles       | role/bulk_put | manage_security",
            })
    void otherPrivilegesAreNotEnough(String method, String path, String action, String privilege) {
        var editor =
                Tokens.of("eve", "default", Set.of("fleet-all", "space:manage"), Set.of("manage", "manage_api_key"));

        Api.as(editor)
                .body("{}")
                .request(method, path)
                .then()
                .statusCode(403)
                .body(
                        "message",
                        is(
                                ("action [cluster:admin/xpack/security/%s] is unauthorized for user [eve], this action is granted"
                                                + " by the cluster privileges [%s]")
                                        .formatted(action, privilege)));
    }

    @Test
    void whoMayReadRolesMayNotWriteThem() {
        var reader = Tokens.of("rita", "default", Set.of(), Set.of("read_security"));

        Api.as(reader).get("/api/security/role").then().statusCode(200);
        Api.as(reader).body("{}").put("/api/security/role/{name}", name).then().statusCode(403);
        Api.as(reader).delete("/api/security/role/{name}", name).then().statusCode(403);
    }

    private Response put(String body) {
        return put(name, body);
    }

    private static Response put(String name, String body) {
        return asElastic().body(body).put("/api/security/role/{name}", name);
    }

    private void raw(String body) {
        asElastic().body(body).put("/_security/role/{name}", name).then().statusCode(200);
    }

    private static JsonNode read(String name) {
        var answer = asElastic().get("/api/security/role/{name}", name);
        answer.then().statusCode(200);
        return tree(answer.asString());
    }

    private static JsonNode in(Response list, String name) {
        for (var role : tree(list.asString())) {
            if (role.path("name").asText().equals(name)) {
                return role;
            }
        }
        throw new AssertionError(name + " is not in the list");
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}

package dev.garrison.security.roles;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.roles.RoleFixtures.base;
import static dev.garrison.security.roles.RoleFixtures.newRoleName;
import static dev.garrison.security.roles.RoleFixtures.roleWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class RawRoleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name = newRoleName();

    @Test
    void aRoleIsWrittenAndReadBackInElasticsearchsForm() throws JsonProcessingException {
        put("""
                        {
                          "description": "d",
                          "cluster": ["monitor", "cluster:admin/xpack/security/role/get"],
                          "indices": [
                            {"names": "logs-*", "privileges": ["read"], "query": {"match": {"a": 1}},
                              "field_security": {"grant": ["*"], "except": ["secret"]}}
                          ],
                          "applications": [{"application": "myapp", "privileges": ["admin"], "resources": ["*"]}],
                          "run_as": ["other"],
                          "global": {"application": {"manage": {"applications": ["myapp"]}}},
                          "remote_cluster": [{"clusters": ["c"], "privileges": ["monitor_enrich"]}],
                          "metadata": {"version": 1},
                          "transient_metadata": {"enabled": false}
                        }""")
                .then()
                .statusCode(200)
                .header("X-Elastic-Product", "Elasticsearch")
                .body(equalTo("{\"role\":{\"created\":true}}"));

        var answer = asElastic().get("/_security/role/{name}", name);

        answer.then().statusCode(200);
        assertThat(JSON.readTree(answer.asString()))
                .isEqualTo(JSON.readTree(
                        """
                        {"%s": {
                          "description": "d",
                          "cluster": ["monitor", "cluster:admin/xpack/security/role/get"],
                          "indices": [
                            {"names": ["logs-*"], "privileges": ["read"], "query": "{\\"match\\":{\\"a\\":1}}",
                              "field_security": {"grant": ["*"], "except": ["secret"]}, "allow_restricted_indices": false}
                          ],
                          "applications": [{"application": "myapp", "privileges": ["admin"], "resources": ["*"]}],
                          "run_as": ["other"],
                          "global": {"application": {"manage": {"applications": ["myapp"]}}},
                          "remote_cluster": [{"clusters": ["c"], "privileges": ["monitor_enrich"]}],
                          "metadata": {"version": 1},
                          "transient_metadata": {"enabled": true}
                        }}"""
                                .formatted(name)));
    }

    @Test
    void aSecondWriteReplacesTheRoleAsAWhole() {
        put(
                "{\"cluster\":[\"monitor\"],\"applications\":[{\"application\":\"a\",\"privileges\":[\"b\"],\"resources\":[\"*\"]}]}");

        asElastic()
                .body("{\"run_as\":[\"x\"]}")
                .post("/_security/role/{name}", name)
                .then()
                .statusCode(200)
                .body(equalTo("{\"role\":{\"created\":false}}"));

        asElastic()
                .get("/_security/role/{name}", name)
                .then()
                .body(name + ".cluster", equalTo(List.of()))
                .body(name + ".applications", equalTo(List.of()))
                .body(name + ".run_as", equalTo(List.of("x")));
    }

    @Test
    void rolesOfKibanaAreTheSameRoles() {
        var role = roleWith(base("read", "a", "b"));

        asElastic()
                .get("/_security/role/{names}", role + ",viewer,nobody")
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(Set.of(role, "viewer")))
                .body(
                        "'%s'.applications".formatted(role),
                        equalTo(List.of(Map.of(
                                "application", "kibana-.kibana",
                                "privileges", List.of("space_read"),
                                "resources", List.of("space:a", "space:b")))))
                .body("viewer.metadata._reserved", is(true));
        asElastic()
                .get("/_security/role")
                .then()
                .statusCode(200)
                .body("keySet()", hasItems(role, "superuser", "kibana_system"));
    }

    @Test
    void aDeletedRoleIsGone() {
        put("{}");

        asElastic()
                .delete("/_security/role/{name}", name)
                .then()
                .statusCode(200)
                .body(equalTo("{\"found\":true}"));

        asElastic()
                .delete("/_security/role/{name}", name)
                .then()
                .statusCode(404)
                .body(equalTo("{\"found\":false}"));
        asElastic().get("/_security/role/{name}", name).then().statusCode(404).body(equalTo("{}"));
        asElastic().get("/api/security/role/{name}", name).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'x':1} | illegal_argument_exception | unknown field [x]",
                "{'cluster':['nope']} | illegal_argument_exception | unknown cluster privilege [nope]",
                "{'indices':[{'names':['a'],'privileges':['nope']}]} | illegal_argument_exception | unknown index privilege [nope]",
                "{'indices':[{'names':['a'],'privileges':['read'],'x':1}]} | illegal_argument_exception | failed to parse role [NAME]: unexpected field [x] in [indices]",
                "{'indices':[{'names':['a'],'privileges':['read'],'field_security':{'grant':'a'}}]} | illegal_argument_exception | failed to parse role [NAME]: [field_security] in [indices] is malformed",
                "{'applications':[{'application':'a','privileges':[],'resources':['*']}]} | illegal_argument_exception | failed to parse role [NAME]: each entry of [applications] requires [privileges]",
                "{'remote_cluster':[{'clusters':['a'],'privileges':['all']}]} | illegal_argument_exception | failed to parse role [NAME]: unknown remote_cluster privilege [all], must be one of [monitor_enrich, monitor_stats]",
                "{'metadata':{'_a':1}} | action_request_validation_exception | Validation Failed: 1: role descriptor metadata keys may not start with [_];",
            })
    void whatIsNoRoleIsRefused(String body, String type, String reason) {
        put(body.replace('\'', '"'))
                .then()
                .statusCode(400)
                .body("status", is(400))
                .body("error.type", is(type))
                .body("error.reason", is(reason.replace("NAME", name)));

        asElastic().get("/_security/role/{name}", name).then().statusCode(404);
    }

    @Test
    void reservedRolesAndOddNamesAreRefused() {
        for (var method : List.of("PUT", "DELETE")) {
            asElastic()
                    .body("{}")
                    .request(method, "/_security/role/superuser")
                    .then()
                    .statusCode(400)
                    .body("error.type", is("action_request_validation_exception"))
                    .body("error.reason", startsWith("Validation Failed: 1: role [superuser] is reserved"));
        }
        asElastic().body("{}").put("/_security/role/{name}", " a").then().statusCode(400);
    }

    @Test
    void theSamePrivilegesAreAsked() {
        var reader = Tokens.of("rita", "default", Set.of(), Set.of("read_security"));
        Api.as(reader).get("/_security/role").then().statusCode(200);
        Api.as(reader)
                .body("{}")
                .put("/_security/role/{name}", name)
                .then()
                .statusCode(403)
                .body("error.type", is("security_exception"))
                .body("error.reason", startsWith("action [cluster:admin/xpack/security/role/put] is unauthorized"));
        Api.as(Tokens.of("eve", "default", Set.of("fleet-all"), Set.of("manage")))
                .get("/_security/role")
                .then()
                .statusCode(403);
    }

    private Response put(String body) {
        return asElastic().body(body).put("/_security/role/{name}", name);
    }
}

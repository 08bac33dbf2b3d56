package dev.garrison.security.roles;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.roles.RoleFixtures.newRoleName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many roles written or read at once. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class BulkRoleTest {
    private static final Map<String, Object> ALL = Map.of("kibana", List.of(Map.of("base", List.of("all"))));
    private static final Map<String, Object> READ = Map.of("kibana", List.of(Map.of("base", List.of("read"))));

    private final String name = newRoleName();

    @Test
    void manyAreWrittenAndEachHasItsOutcome() {
        putAll(Map.of(name + "-same", ALL, name + "-changed", ALL))
                .then()
                .statusCode(200)
                .body("keySet()", equalTo(Set.of("created")))
                .body("created", equalTo(List.of(name + "-changed", name + "-same")));

        var fleet = Map.of("kibana", List.of(RoleFixtures.feature("fleetv2", "all", "default")));
        putAll(Map.of(
                        name + "-same",
                        ALL,
                        name + "-changed",
                        READ,
                        name + "-new",
                        READ,
                        name + "-fleet",
                        fleet,
                        "superuser",
                        ALL,
                        name + "-unknown",
                        Map.of("elasticsearch", Map.of("cluster", List.of("nope")))))
                .then()
                .statusCode(200)
                .body("created", equalTo(List.of(name + "-new")))
                .body("updated", equalTo(List.of(name + "-changed")))
                .body("noop", equalTo(List.of(name + "-same")))
                .body("errors.keySet()", equalTo(Set.of(name + "-fleet", "superuser", name + "-unknown")))
                .body("errors.'%s-fleet'.type".formatted(name), is("kibana_privilege_validation_exception"))
                .body(
                        "errors.'%s-fleet'.reason".formatted(name),
                        is(
                                "Role cannot be updated due to validation errors: [\"Feature privilege [fleetv2.all] requires"
                                        + " all spaces to be selected but received [default]\"]"))
                .body("errors.superuser.type", is("action_request_validation_exception"))
                .body("errors.'%s-unknown'.reason".formatted(name), is("unknown cluster privilege [nope]"));

        asElastic()
                .get("/api/security/role/{name}", name + "-changed")
                .then()
                .body("kibana[0].base", equalTo(List.of("read")));
        asElastic().get("/api/security/role/{name}", name + "-fleet").then().statusCode(404);
    }

    @Test
    void aBrokenRuleOfOneRoleRefusesAll() {
        putAll(Map.of(name, ALL, name + "-bad", Map.of("kibana", List.of(Map.of("base", List.of("foo"))))))
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is(
                                "[request body.roles.%s-bad.kibana.0.base.0]: unknown global privilege \"foo\", must be one of [all,read]"
                                        .formatted(name)));

        asElastic().get("/api/security/role/{name}", name).then().statusCode(404);
    }

    @Test
    void nothingIsWrittenOfNothing() {
        putAll(Map.of()).then().statusCode(200).body("$", anEmptyMap());
        asElastic()
                .body("{}")
                .post("/api/security/roles")
                .then()
                .statusCode(400)
                .body("message", is("[request body.roles]: expected value of type [object] but got [undefined]"));
    }

    @Test
    void aPageOfRolesIsFoundByPartOfTheName() {
        putAll(Map.of(name + "-a", ALL, name + "-b", ALL, name + "-C", ALL));

        query("{'query':'" + name.toUpperCase() + "'}")
                .statusCode(200)
                .body("count", is(3))
                .body("total", is(3))
                .body("roles.name", equalTo(List.of(name + "-C", name + "-a", name + "-b")))
                .body("roles[0].kibana[0].base", equalTo(List.of("all")))
                .body("roles[0]._transform_error", equalTo(List.of()));
        query("{'query':'" + name + "','from':1,'size':1,'sort':{'field':'name','direction':'desc'}}")
                .body("count", is(1))
                .body("total", is(3))
                .body("roles.name", equalTo(List.of(name + "-a")));
        query("{'query':'" + name + "','from':3}")
                .body("roles", equalTo(List.of()))
                .body("count", is(0))
                .body("total", is(3));
        query("{'query':'%'}").body("total", is(0));
    }

    @Test
    void reservedRolesAreFoundWhereTheClientAsks() {
        query("{'query':'kibana_'}").body("roles.name", not(hasItem("kibana_admin")));
        query("{'query':'kibana_','filters':{'showReservedRoles':true}}")
                .body("roles.name", hasItems("kibana_admin", "kibana_system", "kibana_user"))
                .body("roles.find { it.name == 'kibana_admin' }.metadata._reserved", is(true));
        var all = asElastic()
                .body("{\"size\":1000,\"filters\":{\"showReservedRoles\":true}}")
                .post("/api/security/role/_query");
        assertThat(all.jsonPath().getList("roles.name"))
                .isEqualTo(asElastic().get("/api/security/role").jsonPath().getList("name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'sort':{'field':'metadata','direction':'asc'}} | Field [metadata] is not supported for sorting, must be one of [name]",
                "{'sort':{'field':'name'}} | [request body.sort.direction]: types that failed validation:\\n- [request body.sort.direction.0]: expected value to equal [asc]\\n- [request body.sort.direction.1]: expected value to equal [desc]",
                "{'from':-1} | [request body.from]: Value must be equal to or greater than [0].",
                "{'filters':{'x':1}} | [request body.filters.x]: definition for this key is missing",
            })
    void aBadQuestionIsRefused(String body, String message) {
        query(body).statusCode(400).body("message", is(message.replace("\\n", "\n")));
    }

    private static ValidatableResponse query(String body) {
        return asElastic()
                .body(body.replace('\'', '"'))
                .post("/api/security/role/_query")
                .then();
    }

    private static Response putAll(Map<String, ?> roles) {
        return asElastic().body(Map.of("roles", roles)).post("/api/security/roles");
    }
}

package dev.garrison.platform.http;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.garrison.platform.security.Principal;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ElasticsearchApiTest {
    @Test
    void asksForNoCsrfHeaderAndNoVersion() {
        given().header("Authorization", Tokens.superuser())
                .header("elastic-api-version", "nonsense")
                .contentType("application/json")
                .body(Map.of("name", "ab"))
                .put("/_probe/thing?refresh=wait_for&pretty&apiVersion=1")
                .then()
                .statusCode(200)
                .header("X-Elastic-Product", "Elasticsearch")
                .header("elastic-api-version", nullValue())
                .body("name", is("ab"));
    }

    @Test
    void takesTheMediaTypeOfOfficialClients() {
        var type = "application/vnd.elasticsearch+json; compatible-with=8";
        given().header("Authorization", Tokens.superuser())
                .header("Content-Type", type)
                .accept(type)
                .body("{\"name\":\"ab\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .put("/_probe/thing")
                .then()
                .statusCode(200)
                .body("name", is("ab"));
    }

    @Test
    void aSearchMayHaveABody() {
        asSuperuser()
                .body("{\"name\":\"ab\"}")
                .get("/_probe/search")
                .then()
                .statusCode(200)
                .body("name", is("ab"));
        asSuperuser()
                .body("{\"x\":1}")
                .get("/_probe/search")
                .then()
                .statusCode(400)
                .body("error.reason", is("Required [name]"));
        asSuperuser().get("/_probe/search").then().statusCode(200).body(is("{}"));
    }

    @Test
    void withoutATokenItNamesTheWaysIn() {
        var answer = given().contentType("application/json").body("{}").put("/_probe/thing");

        answer.then()
                .statusCode(401)
                .header("X-Elastic-Product", "Elasticsearch")
                .body("status", is(401))
                .body("error.type", is("security_exception"))
                .body("error.reason", is("missing authentication credentials for REST request [/_probe/thing]"))
                .body("error.root_cause[0].type", is("security_exception"));
        assertThat(answer.headers().getValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"security\", charset=\"UTF-8\"", "Bearer realm=\"security\"", "ApiKey");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | illegal_argument_exception | Required [name]",
                "{\"name\":1} | illegal_argument_exception | failed to parse field [name]: expected string",
                "{\"name\":\"ab\",\"x\":1} | illegal_argument_exception | unknown field [x]",
                "{\"name\":\"a\"} | action_request_validation_exception | Validation Failed: 1: value has length [1] but it must have a minimum length of [2].;",
                "{ | illegal_argument_exception | Invalid request payload JSON format",
            })
    void refusesValuesInElasticsearchsWordsAndShape(String body, String type, String reason) {
        asSuperuser()
                .body(body)
                .put("/_probe/thing")
                .then()
                .statusCode(400)
                .body("keySet()", equalTo(Set.of("error", "status")))
                .body("error.type", is(type))
                .body("error.reason", is(reason))
                .body("error.root_cause[0].reason", is(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "403,security_exception",
        "404,resource_not_found_exception",
        "409,version_conflict_engine_exception",
    })
    void everyRefusalHasTheShape(int status, String type) {
        asSuperuser()
                .get("/_probe/fails/{status}?text=no", status)
                .then()
                .statusCode(status)
                .body("status", is(status))
                .body("error.type", is(type))
                .body("error.reason", is("no"));
    }

    @Test
    void anUnknownPathHasTheShapeToo() {
        asSuperuser()
                .get("/_probe/nothing")
                .then()
                .statusCode(404)
                .header("X-Elastic-Product", "Elasticsearch")
                .body("error.reason", is("Not Found"))
                .body("status", is(404));
    }

    @Test
    void throttlingTellsWhenToTryAgain() {
        asSuperuser().get("/_probe/fails/429").then().statusCode(429).header("Retry-After", "2");
    }

    @Test
    void oneOfTheClusterPrivilegesIsEnough() {
        as(Tokens.of("ana", "default", Set.of(), Set.of("monitor")))
                .body(Map.of("name", "ab"))
                .put("/_probe/thing")
                .then()
                .statusCode(200);
        as(Tokens.of("ana", "default", Set.of("*"), Set.of("manage_other")))
                .body("{}")
                .put("/_probe/thing")
                .then()
                .statusCode(403)
                .body(
                        "error.reason",
                        is("action [cluster:admin/thing/put] is unauthorized for user [ana],"
                                + " this action is granted by the cluster privileges [manage_things,monitor]"));
        as(Tokens.of(new Principal("ana", "native", "u", "api_key", "k1", "default", Set.of("*"), Set.of())))
                .body("{}")
                .put("/_probe/thing")
                .then()
                .statusCode(403)
                .body(
                        "error.reason",
                        is("action [cluster:admin/thing/put] is unauthorized for API key id [k1] of user [ana],"
                                + " this action is granted by the cluster privileges [manage_things,monitor]"));
    }

    @Test
    void anIdempotencyKeyMeansNothing() {
        var ids = java.util.stream.Stream.of(1, 2)
                .map(i -> asSuperuser()
                        .header("Idempotency-Key", "one")
                        .body(Map.of("name", "ab"))
                        .put("/_probe/thing")
                        .jsonPath()
                        .getString("id"))
                .distinct();
        assertThat(ids).hasSize(2);
    }

    @Test
    void theDocumentShowsClusterPrivilegesAndNoCsrfHeader() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .body("paths.'/_probe/thing'.put.'x-privileges'.cluster", hasItem("manage_things"))
                .body("paths.'/_probe/thing'.put.parameters.name", not(hasItem("kbn-xsrf")));
    }
}

package dev.garrison.platform.http;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class RequestPipelineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | [request body.name]: expected value of type [string] but got [undefined]",
                "{\"name\":null} | [request body.name]: expected value of type [string] but got [null]",
                "{\"name\":5} | [request body.name]: expected value of type [string] but got [number]",
                "{\"name\":{}} | [request body.name]: expected value of type [string] but got [Object]",
                "{\"name\":\"\"} | [request body.name]: value has length [0] but it must have a minimum length of [1].",
                "{\"name\":\"12345678901\"} | [request body.name]: value has length [11] but it must have a maximum length of [10].",
                "{\"name\":\"  \"} | [request body.name]: must not be blank",
                "{\"name\":\"a\\u0000\"} | [request body.name]: value contains a character that cannot be stored",
                "{\"name\":\"a\\ud800\"} | [request body.name]: value contains a character that cannot be stored",
                "{\"name\":\"a\",\"overrides\":{\"x\":1e999999}} | [request body.overrides.x]: value is a number that cannot be stored",
                "{\"name\":\"a\",\"x\":1} | [request body.x]: definition for this key is missing",
                "{\"name\":\"a\",\"timeout\":-1} | [request body.timeout]: Value must be equal to or greater than [0].",
                "{\"name\":\"a\",\"timeout\":1.5} | [request body.timeout]: expected value to be an integer but got [1.5]",
                "{\"name\":\"a\",\"timeout\":\"x\"} | [request body.timeout]: expected value of type [number] but got [string]",
                "{\"name\":\"a\",\"timeout\":99999999999} | [request body.timeout]: Value must be equal to or lower than [2147483647].",
                "{\"name\":\"a\",\"share\":100.5} | [request body.share]: Value must be equal to or lower than [100].",
                "{\"name\":\"a\",\"enabled\":1} | [request body.enabled]: expected value of type [boolean] but got [number]",
                "{\"name\":\"a\",\"kinds\":\"logs\"} | [request body.kinds]: expected value of type [array] but got [string]",
                "{\"name\":\"a\",\"tags\":[{\"name\":\"t\"}]} | ~[request body.tags.0.value]: types that failed validation:\n"
                        + "- [request body.tags.0.value.0]: expected value of type [string] but got [undefined]\n"
                        + "- [request body.tags.0.value.1]: expected value of type [number] but got [undefined]~",
                "{\"name\":\"a\",\"kinds\":[\"x\"]} | ~[request body.kinds.0]: types that failed validation:\n"
                        + "- [request body.kinds.0.0]: expected value to equal [logs]\n"
                        + "- [request body.kinds.0.1]: expected value to equal [all-metrics]~",
                "{\"name\":\"a\",\"tags\":[{\"name\":\"t\",\"value\":1,\"z\":1}]} | [request body.tags.0.z]: definition for this key is missing",
                "{\"name\":\"a\",\"labels\":[]} | [request body.labels]: expected value of type [object] but got [Array]",
                "{\"name\":\"a\",\"labels\":{\"k\":1}} | [request body.labels.k]: expected value of type [string] but got [number]",
                "[] | [request body]: expected a plain object value, but found [Array] instead.",
                "5 | [request body]: expected a plain object value, but found [number] instead.",
                "null | [request body]: expected a plain object value, but found [null] instead.",
            })
    void refusesABodyThatDoesNotFitInKibanasWords(String body, String message) {
        asSuperuser()
                .body(body)
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body("statusCode", is(400))
                .body("error", is("Bad Request"))
                .body("message", is(message));
    }

    @Test
    void takesAFittingBodyAndCoercesLikeKibana() {
        asSuperuser()
                .body("{\"name\":\"a\",\"timeout\":\"5\",\"enabled\":\"true\",\"kinds\":[\"logs\",\"all-metrics\"],"
                        + "\"tags\":[{\"name\":\"n\",\"value\":1.50},{\"name\":\"s\",\"value\":\"x\"}],\"labels\":null,"
                        + "\"overrides\":{\"a\":{\"b\":[1]}},\"agents\":[\"x\"]}")
                .post("/api/probe")
                .then()
                .statusCode(200)
                .header("elastic-api-version", "2023-10-31")
                .header("content-type", "application/json; charset=utf-8")
                .body("timeout", is(5))
                .body("enabled", is(true))
                .body("kinds", equalTo(java.util.List.of("logs", "all-metrics")))
                .body("tags[1].value", is("x"))
                .body("overrides.a.b", equalTo(java.util.List.of(1)));
    }

    @Test
    void tellsAbsentFromNull() {
        asSuperuser()
                .body("{\"name\":\"a\",\"output_id\":null}")
                .put("/api/probe/abc")
                .then()
                .statusCode(200)
                .body("clearsOutput", is(true))
                .body("sent", hasKey("output_id"));
        asSuperuser()
                .body("{\"name\":\"a\"}")
                .put("/api/probe/abc")
                .then()
                .statusCode(200)
                .body("clearsOutput", is(false))
                .body("sent", not(hasKey("output_id")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page=0 | [request query.page]: Value must be equal to or greater than [1].",
                "page=1.0 | [request query.page]: expected value to be an integer but got [1.0]",
                "page=1e1 | [request query.page]: expected value to be an integer but got [1e1]",
                "page=x | [request query.page]: expected value of type [number] but got [string]",
                "perPage=1001 | [request query.perPage]: Value must be equal to or lower than [1000].",
                "full=maybe | [request query.full]: expected value of type [boolean] but got [string]",
                "nope=1 | [request query.nope]: definition for this key is missing",
                "page=1&page=2 | [request query.page]: expected value of type [number] but got [Array]",
                "page=99999999999999999999999999999999999999999 | [request query.page]: expected value of type [number] but got [string]",
            })
    void refusesAQueryThatDoesNotFit(String query, String message) {
        asSuperuser().get("/api/probe?" + query).then().statusCode(400).body("message", is(message));
    }

    @Test
    void readsTheQueryWithItsDefaults() {
        asSuperuser()
                .get("/api/probe?sortOrder=desc&type=a&type=b&full=true")
                .then()
                .statusCode(200)
                .body("page", is(1))
                .body("perPage", is(20))
                .body("order", is("desc"))
                .body("types", equalTo(java.util.List.of("a", "b")))
                .body("full", is(true));
    }

    @Test
    void takesAListAsOneJsonArrayToo() {
        asSuperuser()
                .queryParam("type", "[\"a,b\",\"c\"]")
                .get("/api/probe")
                .then()
                .statusCode(200)
                .body("types", equalTo(java.util.List.of("a,b", "c")));
        asSuperuser()
                .queryParam("type", "[1]")
                .get("/api/probe")
                .then()
                .statusCode(400)
                .body("message", is("[request query.type.0]: expected value of type [string] but got [number]"));
        asSuperuser()
                .queryParam("type", "[a")
                .get("/api/probe")
                .then()
                .statusCode(200)
                .body("types", equalTo(java.util.List.of("[a")));
    }

    @Test
    void checksThePathParameters() {
        asSuperuser()
                .body("{\"name\":\"a\"}")
                .put("/api/probe/ab")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is("[request params.id]: value has length [2] but it must have a minimum length of [3]."));
    }

    @Test
    void anOptionalBodyMayBeAbsentNullOrEmpty() {
        asSuperuser().post("/api/probe/1/optional").then().statusCode(200).body("body", is(false));
        asSuperuser()
                .body("null")
                .post("/api/probe/1/optional")
                .then()
                .statusCode(200)
                .body("body", is(false));
        asSuperuser()
                .body("{\"name\":\"a\"}")
                .post("/api/probe/1/optional")
                .then()
                .body("body", is(true));
        given().header("Authorization", Tokens.superuser())
                .header("kbn-xsrf", "")
                .noContentType()
                .post("/api/probe/1/optional")
                .then()
                .statusCode(200);
    }

    @Test
    void answersInKibanasOrderOfChecks() {
        // 401 before everything
        given().body("{")
                .contentType("application/json")
                .post("/api/probe")
                .then()
                .statusCode(401)
                .body(equalTo("{\"statusCode\":401,\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}"));
        as(Tokens.forged()).body("{}").post("/api/probe").then().statusCode(401);
        as("Basic ZWxhc3RpYzpjaGFuZ2VtZQ==")
                .body("{}")
                .post("/api/probe")
                .then()
                .statusCode(401);
        as("Bearer x.y.z").body("{}").post("/api/probe").then().statusCode(401);
        // broken JSON before the missing CSRF header
        var nobody = given().header("Authorization", Tokens.with()).contentType("application/json");
        nobody.body("{")
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body("message", is("Invalid request payload JSON format"));
        // the CSRF header before privileges
        given().header("Authorization", Tokens.with())
                .contentType("application/json")
                .body("{}")
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body("message", is("Request must contain a kbn-xsrf header."));
        // privileges before the API version and the body
        with("probe-read")
                .header("elastic-api-version", "abc")
                .body("{}")
                .post("/api/probe?x=1")
                .then()
                .statusCode(403)
                .body(
                        "message",
                        is("API [POST /api/probe?x=1] is unauthorized for user, this action is granted by the"
                                + " Kibana privileges [probe-all]"));
        // the version before the body
        asSuperuser()
                .header("elastic-api-version", "abc")
                .body("{}")
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is("Invalid version. Received \"abc\", expected a valid date string formatted as YYYY-MM-DD."));
        asSuperuser()
                .header("elastic-api-version", "2020-01-01")
                .body("{}")
                .put("/api/probe/abc")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is(
                                "No version \"2020-01-01\" available for [put] [/api/probe/{id}]. Available versions are: [2023-10-31]"));
        asSuperuser()
                .get("/api/probe?apiVersion=2023-10-31")
                .then()
                .statusCode(400)
                .body("message", containsString("Use of query parameter \"apiVersion\" is not allowed."));
    }

    @Test
    void oneOfSeveralPrivilegesIsEnough() {
        with("probe-edit").body("{\"name\":\"a\"}").put("/api/probe/abc").then().statusCode(200);
        with("other")
                .body("{\"name\":\"a\"}")
                .put("/api/probe/abc")
                .then()
                .statusCode(403)
                .body("message", containsString("[probe-all,probe-edit]"));
    }

    @Test
    void refusesAnotherClientVersionAndTakesOurs() {
        var sent = given().header("Authorization", Tokens.superuser())
                .contentType("application/json")
                .body("{\"name\":\"a\"}");
        sent.header("kbn-version", "8.18.0").post("/api/probe").then().statusCode(200);
        asSuperuser()
                .header("kbn-version", "7.0.0")
                .body("{}")
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body("attributes.expected", is("8.18.0"))
                .body("attributes.got", is("7.0.0"));
    }

    @Test
    void knowsNoOtherMediaTypeMethodOrPath() {
        given().header("Authorization", Tokens.superuser())
                .header("kbn-xsrf", "1")
                .contentType("application/xml")
                .body("<a/>")
                .post("/api/probe")
                .then()
                .statusCode(415)
                .body("message", is("Unsupported Media Type"));
        asSuperuser().body("{}").patch("/api/probe").then().statusCode(404).body("message", is("Not Found"));
        asSuperuser()
                .get("/api/nowhere")
                .then()
                .statusCode(404)
                .body(equalTo("{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}"));
        asSuperuser().get("/api/probe/").then().statusCode(org.hamcrest.Matchers.oneOf(200, 404));
    }

    @Test
    void aBodyWithoutAContentTypeIsJson() {
        given().config(io.restassured.config.RestAssuredConfig.config()
                        .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Authorization", Tokens.superuser())
                .header("kbn-xsrf", "1")
                .noContentType()
                .body("{\"name\":\"a\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post("/api/probe")
                .then()
                .statusCode(200);
    }

    @Test
    void refusesJsonThatIsNestedBeyondReason() {
        asSuperuser()
                .body("{\"name\":\"a\",\"overrides\":" + "{\"a\":".repeat(300) + "1" + "}".repeat(300) + "}")
                .post("/api/probe")
                .then()
                .statusCode(400)
                .body("message", is("Invalid request payload JSON format"));
        asSuperuser()
                .body("{\"name\":\"a\"} trailing")
                .post("/api/probe")
                .then()
                .statusCode(400);
    }

    @Test
    void hidesWhatBrokeButNamesTheErrorForTheLog() {
        asSuperuser()
                .get("/api/probe/broken")
                .then()
                .statusCode(500)
                .body("message", is("An internal server error occurred. Check Kibana server logs for details."))
                .body("attributes.errorId", notNullValue())
                .body(not(containsString("secret detail")));
    }

    @Test
    void aTransactionThatLostToAnotherIsAConflict() {
        asSuperuser()
                .body("{\"id\":\"deadlocked\",\"outcome\":\"deadlock\"}")
                .post("/api/effects")
                .then()
                .statusCode(409)
                .body("message", is("The object was changed by another request meanwhile. Please try again."));
    }

    @Test
    void theSpaceAndUserComeFromTheToken() {
        as(Tokens.of("ana", "marketing", Set.of("probe-read"), Set.of()))
                .get("/api/probe")
                .then()
                .statusCode(200)
                .body("user", is("ana"))
                .body("space", is("marketing"));
    }

    @Test
    void anOpenOperationAsksForNothing() {
        given().get("/api/probe/open").then().statusCode(200).header("elastic-api-version", nullValue());
    }

    @Test
    void datesHaveMilliseconds() {
        given().get("/api/probe/open").then().body("since", is("1970-01-01T00:00:00.000Z"));
    }

    @Test
    void theDocumentShowsPrivilegesAndConstraints() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/api/probe'.post.'x-privileges'.all", hasItem("probe-all"))
                .body("paths.'/api/probe/{id}'.put.'x-privileges'.any", hasItem("probe-edit"))
                .body("paths.'/api/probe'.get.parameters.name", hasItem("perPage"))
                .body("components.schemas.Thing.required", hasItem("name"));
    }
}

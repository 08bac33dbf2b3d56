package dev.garrison.security.session;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SessionTest {
    private static final String INVALIDATE = "/api/security/session/_invalidate";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"match\":\"all\"}",
                "{\"match\":\"query\",\"query\":{\"provider\":{\"type\":\"basic\"}}}",
                "{\"match\":\"query\",\"query\":{\"provider\":{\"type\":\"saml\",\"name\":\"saml1\"},\"username\":\"ana\"}}",
            })
    void thereAreNoSessionsToEnd(String body) {
        Api.asSuperuser().body(body).post(INVALIDATE).then().statusCode(200).body(equalTo("{\"total\":0}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'match':'all','query':{'provider':{'type':'basic'}}} | [request body.query]: a value wasn't expected to be present",
                "{'match':'query'} | [request body.query.provider.type]: expected value of type [string] but got [undefined]",
                "{'match':'query','query':{'provider':{}}} | [request body.query.provider.type]: expected value of type [string] but got [undefined]",
            })
    void aQueryGoesWithItsMatchOnly(String body, String message) {
        Api.asSuperuser()
                .body(body.replaceAll("'(\\w+)'", "\"$1\""))
                .post(INVALIDATE)
                .then()
                .statusCode(400)
                .body("message", is(message));
    }

    @Test
    void onlyASuperuserMay() {
        Api.with("fleet-all", "space:manage")
                .body("{\"match\":\"all\"}")
                .post(INVALIDATE)
                .then()
                .statusCode(403)
                .body(
                        "message",
                        is(
                                "API [POST /api/security/session/_invalidate] is unauthorized for user, this action is granted"
                                        + " by the Kibana privileges [sessionManagement]"));
    }
}

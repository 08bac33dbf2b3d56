package dev.garrison.security.spaces;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.spaces.Spaces.PATH;
import static dev.garrison.security.spaces.Spaces.create;
import static dev.garrison.security.spaces.Spaces.named;
import static dev.garrison.security.spaces.Spaces.newId;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad requests are refused in Kibana's words, and write nothing. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class SpaceValidationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: null | body.id | expected value of type [string] but got [null]",
                "id: '\"\"' | body.id | must be lower case, a-z, 0-9, '_', and '-' are allowed",
                "id: '\"Upper\"' | body.id | must be lower case, a-z, 0-9, '_', and '-' are allowed",
                "id: '\"a b\"' | body.id | must be lower case, a-z, 0-9, '_', and '-' are allowed",
                "name: '\"\"' | body.name | value has length [0] but it must have a minimum length of [1].",
                "name: 5 | body.name | expected value of type [string] but got [number]",
                "initials: '\"ABC\"' | body.initials | value has length [3] but it must have a maximum length of [2].",
                "color: null | body.color | expected value of type [string] but got [null]",
                "color: '\"#12345\"' | body.color | must be a 6 digit hex color, starting with a #",
                "color: '\"123456\"' | body.color | must be a 6 digit hex color, starting with a #",
                "color: '\"\"' | body.color | must be a 6 digit hex color, starting with a #",
                "imageUrl: '\"https://x/y.png\"' | body.imageUrl | must start with 'data:image'",
                "disabledFeatures: '\"ml\"' | body.disabledFeatures | expected value of type [array] but got [string]",
                "disabledFeatures: [1] | body.disabledFeatures.0 | expected value of type [string] but got [number]",
                "_reserved: 1 | body._reserved | expected value of type [boolean] but got [number]",
                "owner: '\"x\"' | body.owner | definition for this key is missing",
            })
    void badValuesAreRefused(String field, String path, String text) {
        int colon = field.indexOf(':');
        var value = field.substring(colon + 1).strip().replaceAll("^'|'$", "");
        var id = newId();
        var others = named(id, Map.of());
        others.remove(field.substring(0, colon));
        var json = new StringBuilder("{\"" + field.substring(0, colon) + "\":" + value);
        others.forEach((key, other) -> json.append(",\"%s\":\"%s\"".formatted(key, other)));

        for (var answer : List.of(
                asElastic().body(json + "}").post(PATH),
                asElastic().body(json + "}").put(PATH + "/default"))) {
            answer.then().statusCode(400).body("message", is("[request " + path + "]: " + text));
        }

        asElastic().get(PATH + "/{id}", id).then().statusCode(404);
    }

    @Test
    void anUnknownSolutionIsRefused() {
        create(newId(), Map.of("solution", "chess"))
                .statusCode(400)
                .body(
                        "message",
                        is(
                                """
                                [request body.solution]: types that failed validation:
                                - [request body.solution.0]: expected value to equal [security]
                                - [request body.solution.1]: expected value to equal [oblt]
                                - [request body.solution.2]: expected value to equal [es]
                                - [request body.solution.3]: expected value to equal [classic]"""));
    }

    @Test
    void anIdAndANameAreRequired() {
        asElastic()
                .body(Map.of("name", "x"))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", is("[request body.id]: expected value of type [string] but got [undefined]"));
        asElastic()
                .body(Map.of("id", newId()))
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", is("[request body.name]: expected value of type [string] but got [undefined]"));
        asElastic()
                .post(PATH)
                .then()
                .statusCode(400)
                .body("message", is("[request body]: expected a plain object value, but found [null] instead."));
    }

    @Test
    void purposesAreOneOfThree() {
        asElastic()
                .get(PATH + "?purpose=findSavedObjects")
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is(
                                """
                                [request query.purpose]: types that failed validation:
                                - [request query.purpose.0]: expected value to equal [any]
                                - [request query.purpose.1]: expected value to equal [copySavedObjectsIntoSpace]
                                - [request query.purpose.2]: expected value to equal [shareSavedObjectsIntoSpace]"""));
        asElastic()
                .get(PATH + "?purpose=any&include_authorized_purposes=true")
                .then()
                .statusCode(400)
                .body("message", is("[request query.include_authorized_purposes]: expected value to equal [false]"));
        asElastic()
                .get(PATH + "?purpose=any&include_authorized_purposes=false")
                .then()
                .statusCode(200);
        asElastic().get(PATH + "?size=1").then().statusCode(400);
    }
}

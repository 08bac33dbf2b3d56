package dev.garrison.security.authentication;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class PrivilegesTest {
    private static final String ASK = "/internal/privileges";
    private static final String EDIT = "saved_object:index-pattern/update";
    private static final String READ = "saved_object:index-pattern/get";
    private static final Map<String, Object> QUESTION =
            Map.of("spaces", List.of("sales", "marketing", "*"), "privileges", List.of(EDIT, READ));

    @Test
    void aTokenOfOneSpaceIsGoodForAskingAboutOthers() {
        var role = Map.of(
                "applications",
                List.of(
                        Map.of(
                                "application",
                                "kibana-.kibana",
                                "privileges",
                                List.of("feature_indexPatterns.all"),
                                "resources",
                                List.of("space:marketing")),
                        Map.of(
                                "application",
                                "kibana-.kibana",
                                "privileges",
                                List.of("feature_indexPatterns.read"),
                                "resources",
                                List.of("space:sales"))));
        var key = keyOf(asElastic(), Map.of("role_descriptors", Map.of("r", role)));

        as(apiKey(key))
                .body(QUESTION)
                .post(ASK)
                .then()
                .statusCode(200)
                .body(
                        "spaces",
                        equalTo(Map.of("sales", List.of(READ), "marketing", List.of(EDIT, READ), "*", List.of())));
    }

    @Test
    void theSuperuserHoldsEverythingEverywhereAndNobodyNothing() {
        asElastic().body(QUESTION).post(ASK).then().statusCode(200).body("spaces.'*'", is(List.of(EDIT, READ)));
        as(basic(userWith())).body(QUESTION).post(ASK).then().statusCode(200).body("spaces.sales", is(List.of()));
    }

    @Test
    void withoutATokenNothingIsTold() {
        given().contentType("application/json")
                .header("kbn-xsrf", "true")
                .body(QUESTION)
                .post(ASK)
                .then()
                .statusCode(401);
    }
}

package dev.garrison.security.spaces;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.claims;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static dev.garrison.security.spaces.Spaces.PATH;
import static dev.garrison.security.spaces.Spaces.create;
import static dev.garrison.security.spaces.Spaces.descriptors;
import static dev.garrison.security.spaces.Spaces.holding;
import static dev.garrison.security.spaces.Spaces.keyHolding;
import static dev.garrison.security.spaces.Spaces.named;
import static dev.garrison.security.spaces.Spaces.newId;
import static dev.garrison.security.spaces.Spaces.newSpace;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.platform.testing.Api;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Who sees which space, and who may change them. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class SpacePrivilegesTest {
    private static final List<String> A_FEATURE = List.of("feature_graph.read");

    @Test
    void aCallerSeesTheSpacesWhereSomethingIsHeld() {
        var mine = newSpace();
        var others = newSpace();

        holding(A_FEATURE, "space:" + mine).get(PATH).then().statusCode(200).body("id", contains(mine));
        holding(A_FEATURE, "space:" + mine)
                .get(PATH + "/{id}", mine)
                .then()
                .statusCode(200)
                .body("id", is(mine));
        holding(A_FEATURE, "*").get(PATH).then().body("id", hasItems("default", mine, others));
    }

    @Test
    void aSpaceThatOneMayNotEnterIsRefusedWhetherItExistsOrNot() {
        var mine = newSpace();

        for (var id : List.of(newSpace(), newId(), "default")) {
            holding(A_FEATURE, "space:" + mine)
                    .get(PATH + "/{id}", id)
                    .then()
                    .statusCode(403)
                    .body("message", is("Unauthorized to get " + id + " space"));
        }
        holding(A_FEATURE, "*").get(PATH + "/{id}", newId()).then().statusCode(404);
    }

    @Test
    void whoMayEnterNoSpaceIsRefused() {
        as(basic(userWith())).get(PATH).then().statusCode(403).body("message", is("Forbidden"));
        as(basic(userWith()))
                .get(PATH + "?include_authorized_purposes=true")
                .then()
                .statusCode(403)
                .body("message", is("Forbidden"));
        holding(List.of("feature_nobody_knows.all"), "*").get(PATH).then().statusCode(403);
        holding(A_FEATURE, "space:" + newId()).get(PATH).then().statusCode(403);
    }

    @Test
    void theListIsOfSpacesThatServeThePurpose() {
        var copy = newSpace();
        var enter = newSpace();
        Supplier<RequestSpecification> manager =
                () -> holding(List.of("feature_savedObjectsManagement.all"), "space:" + copy);

        manager.get().get(PATH + "?purpose=copySavedObjectsIntoSpace").then().body("id", contains(copy));
        manager.get().get(PATH + "?purpose=shareSavedObjectsIntoSpace").then().body("id", contains(copy));
        manager.get().get(PATH + "?purpose=any").then().body("id", contains(copy));
        holding(A_FEATURE, "space:" + enter)
                .get(PATH + "?purpose=copySavedObjectsIntoSpace")
                .then()
                .statusCode(403)
                .body("message", is("Forbidden"));
    }

    @Test
    void purposesAreToldWhereAskedFor() {
        var id = newSpace();

        holding(A_FEATURE, "space:" + id)
                .get(PATH + "?include_authorized_purposes=true")
                .then()
                .statusCode(200)
                .body("id", contains(id))
                .body("[0].authorizedPurposes", equalTo(purposes(false)));
        holding(List.of("space_all"), "space:" + id)
                .get(PATH + "?include_authorized_purposes=true")
                .then()
                .body("[0].authorizedPurposes", equalTo(purposes(true)));
        asElastic()
                .get(PATH + "?include_authorized_purposes=true")
                .then()
                .body("find { it.id == '" + id + "' }.authorizedPurposes", equalTo(purposes(true)));
        asElastic().get(PATH).then().body("authorizedPurposes", not(hasItem(purposes(true))));
    }

    private static Map<String, Boolean> purposes(boolean all) {
        return Map.of(
                "any",
                true,
                "copySavedObjectsIntoSpace",
                all,
                "findSavedObjects",
                true,
                "shareSavedObjectsIntoSpace",
                all);
    }

    @Test
    void spacesAreManagedByWhoeverMayDoAllInAllSpaces() {
        var id = newId();
        Supplier<RequestSpecification> admin = () -> holding(List.of("all"), "*");

        admin.get().body(named(id, Map.of())).post(PATH).then().statusCode(200);
        admin.get()
                .body(named(id, Map.of("name", "Mine")))
                .put(PATH + "/{id}", id)
                .then()
                .statusCode(200);
        admin.get().delete(PATH + "/{id}", id).then().statusCode(204);
    }

    @Test
    void allInOneSpaceAndReadingEverywhereAreNotEnough() {
        var id = newSpace();
        var fresh = newId();
        for (Supplier<RequestSpecification> caller : List.<Supplier<RequestSpecification>>of(
                () -> holding(List.of("space_all"), "space:" + id, "space:default"),
                () -> holding(List.of("read"), "*"),
                () -> holding(List.of("feature_savedObjectsManagement.all"), "*"))) {
            caller.get()
                    .body(named(fresh, Map.of()))
                    .post(PATH)
                    .then()
                    .statusCode(403)
                    .body("message", is("Unauthorized to create spaces"));
            caller.get()
                    .body(named(id, Map.of("name", "Taken over")))
                    .put(PATH + "/{id}", id)
                    .then()
                    .statusCode(403)
                    .body("message", is("Unauthorized to update spaces"));
            caller.get()
                    .delete(PATH + "/{id}", id)
                    .then()
                    .statusCode(403)
                    .body("message", is("Unauthorized to delete spaces"));
        }

        asElastic().get(PATH + "/{id}", fresh).then().statusCode(404);
        asElastic().get(PATH + "/{id}", id).then().statusCode(200).body("name", is("Space " + id));
    }

    @Test
    void whatIsTakenFromACallerIsGoneAtTheNextRequest() {
        var first = newSpace();
        var second = newSpace();
        var key = keyOf(asElastic(), descriptors(List.of("all"), "*"));
        var token = authenticate(apiKey(key)).jsonPath().getString("token");
        Supplier<RequestSpecification> caller = () -> Api.as("Bearer " + token);
        caller.get().get(PATH).then().body("id", hasItems(first, second));

        asElastic()
                .body(descriptors(A_FEATURE, "space:" + second))
                .put("/_security/api_key/{id}", key.get("id"))
                .then()
                .statusCode(200);

        caller.get().get(PATH).then().body("id", contains(second));
        caller.get().get(PATH + "/{id}", first).then().statusCode(403);
        caller.get().delete(PATH + "/{id}", first).then().statusCode(403);
    }

    @Test
    void privilegesDoNotDependOnWhatASpaceHides() {
        var id = newId();
        create(id, Map.of("solution", "oblt")).body("disabledFeatures", hasItem("siemV2"));
        var key = keyHolding(List.of("feature_siemV2.all"), "space:" + id);

        var there = claims(authenticate(key, id, newId()));

        assertThat(there.path("priv").toString()).contains("\"lists-all\"", "\"securitySolution\"");
    }

    @Test
    void nobodyIsToldWithoutCredentials() {
        given().get(PATH).then().statusCode(401);
        given().header("kbn-xsrf", "x")
                .contentType("application/json")
                .body(named(newId(), Map.of()))
                .post(PATH)
                .then()
                .statusCode(401);
    }
}

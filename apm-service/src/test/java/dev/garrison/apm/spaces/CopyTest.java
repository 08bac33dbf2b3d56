package dev.garrison.apm.spaces;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.key;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.apm.savedobjects.Fixtures.to;
import static dev.garrison.platform.testing.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.apm.privileges.FakeSecurity;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(FakeSecurity.class)
class CopyTest {
    private String source;
    private String target;

    @BeforeEach
    void enterNewSpaces() {
        source = newSpace();
        target = newSpace();
    }

    private ValidatableResponse copy(Object body) {
        return as(superuserIn(source))
                .body(body)
                .post("/api/spaces/_copy_saved_objects")
                .then();
    }

    private ValidatableResponse resolve(Object body) {
        return as(superuserIn(source))
                .body(body)
                .post("/api/spaces/_resolve_copy_saved_objects_errors")
                .then();
    }

    private static ValidatableResponse get(String space, String type, String id) {
        return as(superuserIn(space))
                .get("/api/saved_objects/" + type + "/" + id)
                .then();
    }

    private String at(String path) {
        return "'" + target + "'." + path;
    }

    @Test
    void copiesGetNewIdsAndReferToEachOther() {
        var view = createIn(source, "index-pattern", Map.of("title", "logs-*"));
        var dashboard = createIn(source, "dashboard", Map.of("title", "d"), to("index-pattern", view));

        var answer = copy(Map.of(
                        "spaces", List.of(target),
                        "objects", List.of(key("dashboard", dashboard)),
                        "includeReferences", true))
                .statusCode(200)
                .body(at("success"), is(true))
                .body(at("successCount"), is(2))
                .body(at("successResults.id"), contains(view, dashboard))
                .body(at("successResults[1].meta"), equalTo(Map.of("title", "d", "icon", "dashboardApp")))
                .extract();

        String newView = answer.path(at("successResults[0].destinationId"));
        String newDashboard = answer.path(at("successResults[1].destinationId"));
        assertThat(newDashboard).isNotEqualTo(dashboard);
        get(target, "dashboard", newDashboard)
                .statusCode(200)
                .body("references[0].id", is(newView))
                .body("$", not(hasKey("originId")));
        get(source, "dashboard", dashboard).body("references[0].id", is(view));
    }

    @Test
    void aCopyThatKeepsItsOriginConflictsTheNextTimeAndIsOverwrittenOnDemand() {
        var id = createIn(source, "lens", Map.of("title", "l"));
        var objects = List.of(key("lens", id));

        String copied = copy(Map.of("spaces", List.of(target), "objects", objects, "createNewCopies", false))
                .body(at("success"), is(true))
                .extract()
                .path(at("successResults[0].destinationId"));
        get(target, "lens", copied).body("originId", is(id));

        var other = newSpace();
        copy(Map.of("spaces", List.of(target, other), "objects", objects, "createNewCopies", false))
                .statusCode(200)
                .body(at("success"), is(false))
                .body(at("successCount"), is(0))
                .body(at("errors[0].error"), equalTo(Map.of("type", "conflict", "destinationId", copied)))
                .body("'" + other + "'.success", is(true));

        copy(Map.of("spaces", List.of(target), "objects", objects, "createNewCopies", false, "overwrite", true))
                .body(at("success"), is(true))
                .body(at("successResults[0].overwrite"), is(true));
        resolve(Map.of(
                        "objects",
                        objects,
                        "createNewCopies",
                        false,
                        "retries",
                        Map.of(
                                target,
                                List.of(Map.of("type", "lens", "id", id, "overwrite", true, "destinationId", copied)))))
                .statusCode(200)
                .body(at("success"), is(true))
                .body(at("successResults[0].destinationId"), is(copied));
    }

    @Test
    void onlyWhatARetryNamesIsCopied() {
        var first = createIn(source, "lens", Map.of("title", "1"));
        var second = createIn(source, "lens", Map.of("title", "2"));

        resolve(Map.of(
                        "objects",
                        List.of(key("lens", first), key("lens", second)),
                        "retries",
                        Map.of(target, List.of(Map.of("type", "lens", "id", second)))))
                .statusCode(200)
                .body(at("successResults.id"), contains(second));
        resolve(Map.of("objects", List.of(key("lens", first)), "retries", Map.of("X Y", List.of())))
                .statusCode(400)
                .body("message", is("[request body.retries.key(\"X Y\")]: Invalid space id: X Y"));
    }

    @Test
    void whatIsSharedWithTheTargetAlreadyIsSkipped() {
        var id = newId();
        as(superuserIn(source))
                .body(Map.of("attributes", Map.of("title", "x"), "initialNamespaces", List.of(source, target)))
                .post("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(200);

        copy(Map.of(
                        "spaces", List.of(target),
                        "objects", List.of(key("index-pattern", id)),
                        "createNewCopies", false))
                .body(at("success"), is(true))
                .body(at("successCount"), is(0));
    }

    @Test
    void aTargetInWhichTheCallerMayNotCreateIsRefusedAndOthersAreServed() {
        var open = newSpace();
        var id = createIn(source, "dashboard", Map.of("title", "d"));
        var token = Tokens.of(
                "copier-" + newId(),
                source,
                new HashSet<>(List.of("copySavedObjectsToSpaces", "saved_object:dashboard/get")),
                Set.of());
        FakeSecurity.grant(token, open, "saved_object:dashboard/create");

        as(token)
                .body(Map.of("spaces", List.of(target, open), "objects", List.of(key("dashboard", id))))
                .post("/api/spaces/_copy_saved_objects")
                .then()
                .statusCode(200)
                .body(at("success"), is(false))
                .body(at("successCount"), is(0))
                .body(at("errors[0].statusCode"), is(403))
                .body(at("errors[0].message"), is("Unable to bulk_create dashboard"))
                .body("'" + open + "'.success", is(true));

        as(superuserIn(target))
                .get("/api/saved_objects/_find?type=dashboard")
                .then()
                .body("total", is(0));
        as(superuserIn(open))
                .get("/api/saved_objects/_find?type=dashboard")
                .then()
                .body("total", is(1));
    }

    @Test
    void theCallerNeedsThePrivilegeToCopyAndToReadTheSource() {
        var id = createIn(source, "dashboard", Map.of("title", "d"));
        var body = Map.of("spaces", List.of(target), "objects", List.of(key("dashboard", id)));

        as(Tokens.of("reader", source, Set.of("saved_object:dashboard/get"), Set.of()))
                .body(body)
                .post("/api/spaces/_copy_saved_objects")
                .then()
                .statusCode(403)
                .body("message", startsWith("API [POST /api/spaces/_copy_saved_objects] is unauthorized"));
        as(Tokens.of("copier", source, Set.of("copySavedObjectsToSpaces"), Set.of()))
                .body(body)
                .post("/api/spaces/_copy_saved_objects")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_get dashboard"));
    }

    @Test
    void objectsThatAreMissingAreNamed() {
        copy(Map.of("spaces", List.of(target), "objects", List.of(key("lens", "missing"))))
                .statusCode(404)
                .body("message", is("Saved objects not found"))
                .body("attributes.objects", is(List.of(key("lens", "missing"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"spaces\":[\"X\"],\"objects\":[]} | [request body.spaces.0]: lower case, a-z, 0-9, \"_\", and \"-\" are allowed",
                "{\"spaces\":[\"a\",\"a\"],\"objects\":[]} | [request body.spaces]: duplicate space ids are not allowed",
                "{\"spaces\":[\"a\"],\"objects\":[{\"type\":\"t\",\"id\":\"1\"},{\"type\":\"t\",\"id\":\"1\"}]} | [request body.objects]: duplicate objects are not allowed",
                "{\"spaces\":[\"a\"],\"objects\":[],\"overwrite\":true} | [request body]: cannot use [overwrite] with [createNewCopies]",
                "{\"spaces\":[\"a\"],\"objects\":[],\"compatibilityMode\":true} | [request body]: cannot use [createNewCopies] with [compatibilityMode]",
                "{\"objects\":[]} | [request body.spaces]: expected value of type [array] but got [undefined]",
            })
    void aMalformedRequestIsRefused(String body, String message) {
        copy(body).statusCode(400).body("message", is(message));
    }
}

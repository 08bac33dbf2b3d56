package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.Fixtures.create;
import static dev.garrison.apm.savedobjects.Fixtures.key;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.apm.privileges.FakeSecurity;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(FakeSecurity.class)
class BulkTest {
    @Test
    void goodObjectsAreCreatedBesideThoseThatAreRefused() {
        var taken = create("map", Map.of("title", "first"));
        var free = newId();
        var elsewhere = newId();
        as(superuserIn(newSpace()))
                .body(Map.of("attributes", Map.of("title", "there")))
                .post("/api/saved_objects/map/" + elsewhere)
                .then()
                .statusCode(200);

        asSuperuser()
                .body(List.of(
                        Map.of("type", "map", "id", taken, "attributes", Map.of("title", "second")),
                        Map.of("type", "map", "id", free, "attributes", Map.of("title", "new")),
                        Map.of("type", "map", "id", free, "attributes", Map.of("title", "again")),
                        Map.of("type", "map", "id", elsewhere, "attributes", Map.of("title", "mine")),
                        Map.of("type", "nonsense", "attributes", Map.of()),
                        Map.of("type", "dashboard", "attributes", Map.of()),
                        Map.of("type", "lens", "attributes", Map.of(), "typeMigrationVersion", "99.0.0")))
                .post("/api/saved_objects/_bulk_create")
                .then()
                .statusCode(200)
                .body("saved_objects", hasSize(7))
                .body("saved_objects[0].error.statusCode", is(409))
                .body("saved_objects[0].error.message", is("Saved object [map/" + taken + "] conflict"))
                .body("saved_objects[1].attributes.title", is("new"))
                .body("saved_objects[1]", not(hasKey("error")))
                .body("saved_objects[2].error.statusCode", is(409))
                .body("saved_objects[3].error.metadata.isNotOverwritable", is(true))
                .body("saved_objects[4].error.message", is("Unsupported saved object type: 'nonsense': Bad Request"))
                .body("saved_objects[5].error.statusCode", is(400))
                .body("saved_objects[6].error.statusCode", is(422));

        asSuperuser().get("/api/saved_objects/map/" + taken).then().body("attributes.title", is("first"));
        asSuperuser().get("/api/saved_objects/map/" + free).then().body("attributes.title", is("new"));
        asSuperuser().body("[]").post("/api/saved_objects/_bulk_create").then().statusCode(200);
    }

    @Test
    void anOldVersionIsNotOverwritten() {
        var id = create("map", Map.of("title", "first"));
        var item = Map.of("type", "map", "id", id, "attributes", Map.of("title", "second"));

        asSuperuser()
                .body(List.of(
                        Map.of("type", "map", "id", id, "attributes", Map.of("title", "x"), "version", "WzAsMV0=")))
                .post("/api/saved_objects/_bulk_create?overwrite=true")
                .then()
                .body("saved_objects[0].error.statusCode", is(409));
        asSuperuser()
                .body(List.of(item))
                .post("/api/saved_objects/_bulk_create?overwrite=true")
                .then()
                .body("saved_objects[0].attributes.title", is("second"));
    }

    @Test
    void manyAreReadAtOnceInTheOrderOfTheRequest() {
        var map = create("map", Map.of("title", "m", "description", "d"));
        var space = newSpace();
        var there = Fixtures.createIn(space, "map", Map.of("title", "t"));

        asSuperuser()
                .body(List.of(
                        key("map", "missing"),
                        Map.of("type", "map", "id", map, "fields", List.of("title")),
                        key("alert", "1"),
                        key("map", there),
                        Map.of("type", "map", "id", there, "namespaces", List.of(space))))
                .post("/api/saved_objects/_bulk_get")
                .then()
                .statusCode(200)
                .body("saved_objects[0].error.statusCode", is(404))
                .body("saved_objects[1].attributes", equalTo(Map.of("title", "m")))
                .body("saved_objects[2].error.statusCode", is(400))
                .body("saved_objects[3].error.statusCode", is(404))
                .body("saved_objects[4].attributes.title", is("t"));
        asSuperuser()
                .body(List.of(key("map", map), key("map", "missing")))
                .post("/api/saved_objects/_bulk_resolve")
                .then()
                .body("resolved_objects.outcome", contains("exactMatch", "exactMatch"))
                .body("resolved_objects[0].saved_object.id", is(map))
                .body("resolved_objects[1].saved_object.error.statusCode", is(404));
    }

    @Test
    void manyAreUpdatedAtOnceByEitherMethod() {
        var first = create("map", Map.of("title", "m", "a", 1));
        var second = create("lens", Map.of("title", "l"));
        var body = List.of(
                Map.of("type", "map", "id", first, "attributes", Map.of("a", 2)),
                Map.of("type", "map", "id", "missing", "attributes", Map.of("a", 2)),
                Map.of("type", "map", "id", first, "attributes", Map.of("b", 3)),
                Map.of("type", "lens", "id", second, "attributes", Map.of("a", 2), "version", "WzAsMV0="));

        asSuperuser()
                .body(body)
                .put("/api/saved_objects/_bulk_update")
                .then()
                .statusCode(200)
                .body("saved_objects[0].attributes", equalTo(Map.of("a", 2)))
                .body("saved_objects[1].error.statusCode", is(404))
                .body("saved_objects[3].error.statusCode", is(409));
        asSuperuser()
                .get("/api/saved_objects/map/" + first)
                .then()
                .body("attributes", equalTo(Map.of("title", "m", "a", 2, "b", 3)));
        asSuperuser().body(body).post("/api/saved_objects/_bulk_update").then().statusCode(200);
    }

    @Test
    void manyAreDeletedAtOnce() {
        var id = create("map", Map.of("title", "m"));

        asSuperuser()
                .body(List.of(key("map", id), key("map", "missing")))
                .post("/api/saved_objects/_bulk_delete")
                .then()
                .statusCode(200)
                .body("statuses[0]", equalTo(Map.of("id", id, "type", "map", "success", true)))
                .body("statuses[1].success", is(false))
                .body("statuses[1].error.statusCode", is(404));
        asSuperuser().get("/api/saved_objects/map/" + id).then().statusCode(404);
    }

    @Test
    void oneTypeThatIsForbiddenRefusesTheWholeRequest() {
        var id = newId();

        with("saved_object:map/create")
                .body(List.of(
                        Map.of("type", "map", "id", id, "attributes", Map.of()),
                        Map.of("type", "lens", "attributes", Map.of()),
                        Map.of("type", "dashboard", "attributes", Map.of("title", "t"))))
                .post("/api/saved_objects/_bulk_create")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_create dashboard,lens"));
        asSuperuser().get("/api/saved_objects/map/" + id).then().statusCode(404);
        with("x")
                .body(List.of(key("map", id)))
                .post("/api/saved_objects/_bulk_delete")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_delete map"));
    }

    @Test
    void eachTypeNeedsThePrivilegeInTheSpacesThatItsItemsName() {
        var space = newSpace();
        var token = Tokens.of(
                newId(), "default", Set.of("saved_object:map/create", "saved_object:index-pattern/create"), Set.of());
        var items = List.of(
                Map.of("type", "map", "attributes", Map.of("title", "m")),
                Map.of(
                        "type",
                        "index-pattern",
                        "attributes",
                        Map.of("title", "x"),
                        "initialNamespaces",
                        List.of(space)));

        as(token)
                .body(items)
                .post("/api/saved_objects/_bulk_create")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_create index-pattern"));
        FakeSecurity.grant(token, space, "saved_object:index-pattern/create");
        as(token)
                .body(items)
                .post("/api/saved_objects/_bulk_create")
                .then()
                .statusCode(200)
                .body("saved_objects[0].namespaces", is(List.of("default")))
                .body("saved_objects[1].namespaces", is(List.of("?")));
        as(token)
                .body(List.of(Map.of("type", "map", "id", "1", "attributes", Map.of(), "namespace", newSpace())))
                .put("/api/saved_objects/_bulk_update")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_update map"));
    }
}

package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.Fixtures.create;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.apm.privileges.FakeSecurity;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
@QuarkusTestResource(FakeSecurity.class)
class SavedObjectTest {
    @Test
    void anObjectIsCreatedAndRead() {
        var id = newId();

        var created = asSuperuser()
                .body(
                        """
                        {"attributes": {"title": "Web logs", "own": {"kept": 12345678901234567.125}},
                         "references": [{"name": "source", "type": "index-pattern", "id": "logs-*"}]}""")
                .post("/api/saved_objects/dashboard/" + id)
                .then()
                .statusCode(200)
                .body("id", is(id))
                .body("type", is("dashboard"))
                .body("namespaces", is(List.of("default")))
                .body("attributes.title", is("Web logs"))
                .body("references[0].id", is("logs-*"))
                .body("managed", is(false))
                .body("coreMigrationVersion", is("8.8.0"))
                .body("typeMigrationVersion", is("10.2.0"))
                .body("created_by", is("u_elastic"))
                .body("updated_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"))
                .extract();

        var read = asSuperuser()
                .get("/api/saved_objects/dashboard/" + id)
                .then()
                .statusCode(200)
                .extract();
        assertThat(read.body().asString()).contains("12345678901234567.125");
        assertThat(read.<Map<String, Object>>path("$")).isEqualTo(created.<Map<String, Object>>path("$"));
        await().untilAsserted(() -> assertThat(Events.of("apm.saved-object.changed", "dashboard/" + id))
                .singleElement()
                .satisfies(event -> assertThat(event.data().toString())
                        .contains("\"change\":\"created\"", "\"type\":\"dashboard\"", "\"spaces\":[\"default\"]")));
    }

    @Test
    void anObjectWithoutAnIdGetsOne() {
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "t")))
                .post("/api/saved_objects/visualization")
                .then()
                .statusCode(200)
                .body("id", matchesPattern("[0-9a-f-]{36}"))
                .body("references", is(List.of()));
    }

    @Test
    void anIdIsTakenOnceUnlessItIsOverwritten() {
        var id = create("lens", Map.of("title", "first", "a", 1));
        var again = Map.of("attributes", Map.of("title", "second"));

        asSuperuser()
                .body(again)
                .post("/api/saved_objects/lens/" + id)
                .then()
                .statusCode(409)
                .body("message", is("Saved object [lens/" + id + "] conflict"));
        var before =
                asSuperuser().get("/api/saved_objects/lens/" + id).jsonPath().getString("version");

        asSuperuser()
                .body(again)
                .post("/api/saved_objects/lens/" + id + "?overwrite=true")
                .then()
                .statusCode(200)
                .body("attributes", equalTo(Map.of("title", "second")))
                .body("version", not(before));
    }

    @Test
    void anotherSpaceSeesNothingAndCannotTakeTheId() {
        var id = create("map", Map.of("title", "m"));
        var elsewhere = as(superuserIn(newSpace()));

        elsewhere
                .get("/api/saved_objects/map/" + id)
                .then()
                .statusCode(404)
                .body("message", is("Saved object [map/" + id + "] not found"));
        as(superuserIn(newSpace()))
                .body(Map.of("attributes", Map.of("title", "mine")))
                .post("/api/saved_objects/map/" + id + "?overwrite=true")
                .then()
                .statusCode(409);
        asSuperuser().get("/api/saved_objects/map/" + id).then().body("attributes.title", is("m"));
    }

    @Test
    void theIdOfATagMayBeUsedInEachSpace() {
        var id = create("tag", Map.of("name", "here"));
        var there = superuserIn(newSpace());

        as(there)
                .body(Map.of("attributes", Map.of("name", "there")))
                .post("/api/saved_objects/tag/" + id)
                .then()
                .statusCode(200);
        as(there).get("/api/saved_objects/tag/" + id).then().body("attributes.name", is("there"));
        asSuperuser().get("/api/saved_objects/tag/" + id).then().body("attributes.name", is("here"));
    }

    @Test
    void aDataViewMayBeInSeveralSpacesFromTheBeginning() {
        var first = newSpace();
        var second = newSpace();
        var id = newId();
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "logs-*"), "initialNamespaces", List.of(first, second)))
                .post("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(200)
                .body("namespaces", is(List.of(first, second)));

        as(superuserIn(second))
                .get("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(200);
        asSuperuser().get("/api/saved_objects/index-pattern/" + id).then().statusCode(404);
        as(superuserIn(first))
                .delete("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(400)
                .body(
                        "message",
                        is("Unable to delete saved object that exists in multiple namespaces, use the `force` option to"
                                + " delete it anyway: Bad Request"));
        as(superuserIn(first))
                .delete("/api/saved_objects/index-pattern/" + id + "?force=true")
                .then()
                .statusCode(200)
                .body(is("{}"));
        as(superuserIn(second))
                .get("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dashboard | {\"attributes\":{\"title\":\"t\"},\"initialNamespaces\":[\"a\",\"b\"]} | \"initialNamespaces\" can only specify a single space when used with space-isolated types: Bad Request",
                "dashboard | {\"attributes\":{\"title\":\"t\"},\"initialNamespaces\":[\"*\"]} | \"initialNamespaces\" can only specify a single space when used with space-isolated types: Bad Request",
                "config-global | {\"attributes\":{},\"initialNamespaces\":[\"a\"]} | \"initialNamespaces\" cannot be used on space-agnostic types: Bad Request",
                "dashboard | {\"attributes\":{}} | [attributes.title]: expected value of type [string] but got [undefined]: Bad Request",
                "search | {\"attributes\":{\"title\":\"t\"}} | [attributes.kibanaSavedObjectMeta.searchSourceJSON]: expected value of type [string] but got [undefined]: Bad Request",
                "dashboard | {} | [request body.attributes]: expected value of type [object] but got [undefined]",
                "dashboard | {\"attributes\":{\"title\":\"t\"},\"initialNamespaces\":[]} | [request body.initialNamespaces]: array size is [0], but cannot be smaller than [1]",
                "dashboard | {\"attributes\":{\"title\":\"t\"},\"x\":1} | [request body.x]: definition for this key is missing",
                "alert | {\"attributes\":{}} | Unsupported saved object type: 'alert': Bad Request",
                "nonsense | {\"attributes\":{}} | Unsupported saved object type: 'nonsense': Bad Request",
            })
    void whatCannotBeCreatedIsRefused(String type, String body, String message) {
        asSuperuser()
                .body(body)
                .post("/api/saved_objects/" + type)
                .then()
                .statusCode(400)
                .body("message", is(message));
    }

    @Test
    void anIdHasALimitedLength() {
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "t")))
                .post("/api/saved_objects/lens/" + "i".repeat(513))
                .then()
                .statusCode(400)
                .body("message", is("id is too long, must be no longer than 512 bytes: Bad Request"));
        asSuperuser().get("/api/saved_objects/lens/" + "i".repeat(3000)).then().statusCode(404);
    }

    @Test
    void ofManyThatWantTheSameIdOneGetsItAndNoUpdateIsLost() {
        var id = newId();

        var created = atOnce(8, i -> asSuperuser()
                .body(Map.of("attributes", Map.of("title", "t")))
                .post("/api/saved_objects/lens/" + id)
                .statusCode());
        var updated = atOnce(8, i -> asSuperuser()
                .body(Map.of("attributes", Map.of("from" + i, i)))
                .put("/api/saved_objects/lens/" + id)
                .statusCode());

        assertThat(created).containsOnly(200, 409).containsOnlyOnce(200);
        assertThat(updated).containsOnly(200);
        asSuperuser().get("/api/saved_objects/lens/" + id).then().body("attributes.size()", is(9));
    }

    private static List<Integer> atOnce(int times, IntFunction<Integer> action) {
        var threads = Executors.newFixedThreadPool(times);
        try {
            var results = IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> action.apply(i), threads))
                    .toList();
            return results.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void whatANewerKibanaExportedIsRefusedAndWhatAnOlderOneDidIsNot() {
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "t"), "typeMigrationVersion", "99.0.0"))
                .post("/api/saved_objects/dashboard/newer")
                .then()
                .statusCode(422)
                .body("error", is("Unprocessable Entity"))
                .body(
                        "message",
                        is("Document \"newer\" belongs to a more recent version of Kibana [99.0.0] when the last known"
                                + " version is [10.2.0]."));
        asSuperuser()
                .body(Map.of(
                        "attributes",
                        Map.of("title", "t"),
                        "migrationVersion",
                        Map.of("dashboard", "7.17.0"),
                        "coreMigrationVersion",
                        "8.0.0"))
                .post("/api/saved_objects/dashboard")
                .then()
                .statusCode(200)
                .body("typeMigrationVersion", is("10.2.0"))
                .body("coreMigrationVersion", is("8.8.0"));
    }

    @Test
    void anUpdateMergesAndEchoesWhatWasSent() {
        var id = create("visualization", Map.of("title", "t", "deep", Map.of("a", 1, "list", List.of(1, 2)), "b", 2));

        asSuperuser()
                .body(Map.of("attributes", Map.of("deep", Map.of("c", 3, "list", List.of(9)))))
                .put("/api/saved_objects/visualization/" + id)
                .then()
                .statusCode(200)
                .body("attributes", equalTo(Map.of("deep", Map.of("c", 3, "list", List.of(9)))))
                .body("namespaces", is(List.of("default")))
                .body("$", not(hasKey("references")));

        asSuperuser()
                .get("/api/saved_objects/visualization/" + id)
                .then()
                .body("attributes.deep", equalTo(Map.of("a", 1, "c", 3, "list", List.of(9))))
                .body("attributes.b", is(2));
    }

    @Test
    void anUpdateOfAStaleVersionChangesNothing() {
        var id = create("visualization", Map.of("title", "t"));
        var version = asSuperuser()
                .get("/api/saved_objects/visualization/" + id)
                .jsonPath()
                .getString("version");
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "u"), "version", version))
                .put("/api/saved_objects/visualization/" + id)
                .then()
                .statusCode(200);

        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "v"), "version", version))
                .put("/api/saved_objects/visualization/" + id)
                .then()
                .statusCode(409)
                .body("message", startsWith("Saved object [visualization/" + id + "]"));
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "v"), "version", "nonsense"))
                .put("/api/saved_objects/visualization/" + id)
                .then()
                .statusCode(400)
                .body("message", is("Invalid version [nonsense]"));
        asSuperuser().get("/api/saved_objects/visualization/" + id).then().body("attributes.title", is("u"));
    }

    @Test
    void anUpsertCreatesWhatIsNotThere() {
        var id = newId();
        var body = Map.of("attributes", Map.of("a", 1), "upsert", Map.of("title", "made"));

        asSuperuser()
                .body(Map.of("attributes", Map.of()))
                .put("/api/saved_objects/map/" + id)
                .then()
                .statusCode(404)
                .body("message", is("Saved object [map/" + id + "] not found"));
        asSuperuser().body(body).put("/api/saved_objects/map/" + id).then().statusCode(200);
        asSuperuser().get("/api/saved_objects/map/" + id).then().body("attributes", equalTo(Map.of("title", "made")));
        asSuperuser().body(body).put("/api/saved_objects/map/" + id).then().statusCode(200);
        asSuperuser()
                .get("/api/saved_objects/map/" + id)
                .then()
                .body("attributes", equalTo(Map.of("title", "made", "a", 1)));
    }

    @Test
    void theVersionOfADeletedObjectFitsNoLaterOne() {
        var id = create("map", Map.of("title", "m"));
        var version =
                asSuperuser().get("/api/saved_objects/map/" + id).jsonPath().getString("version");
        asSuperuser().delete("/api/saved_objects/map/" + id).then().statusCode(200);
        asSuperuser().delete("/api/saved_objects/map/" + id).then().statusCode(404);

        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "m")))
                .post("/api/saved_objects/map/" + id)
                .then()
                .statusCode(200)
                .body("version", not(version));
    }

    @Test
    void eachOperationNeedsItsPrivilegeOnTheType() {
        var id = create("dashboard", Map.of("title", "t"));
        var path = "/api/saved_objects/dashboard/" + id;
        var reader = new String[] {"saved_object:dashboard/get"};

        with("saved_object:lens/get").get(path).then().statusCode(403).body("message", is("Unable to get dashboard"));
        with(reader).get(path).then().statusCode(200);
        with(reader)
                .body(Map.of("attributes", Map.of("title", "u")))
                .post("/api/saved_objects/dashboard")
                .then()
                .statusCode(403)
                .body("message", is("Unable to create dashboard"));
        with(reader)
                .body(Map.of("attributes", Map.of("title", "u")))
                .put(path)
                .then()
                .statusCode(403)
                .body("message", is("Unable to update dashboard"));
        with(reader).delete(path).then().statusCode(403).body("message", is("Unable to delete dashboard"));
        with("saved_object:lens/get")
                .get("/api/saved_objects/resolve/dashboard/" + id)
                .then()
                .statusCode(403);
        with(reader).get(path).then().body("attributes.title", is("t"));
    }

    @Test
    void spacesThatTheCallerMayNotSeeAreShownAsQuestionMarks() {
        var open = newSpace();
        var closed = newSpace();
        var id = newId();
        asSuperuser()
                .body(Map.of("attributes", Map.of("title", "x"), "initialNamespaces", List.of("default", open, closed)))
                .post("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(200);
        var token = Tokens.of(newId(), "default", Set.of("saved_object:index-pattern/get"), Set.of());
        FakeSecurity.grant(token, open, "saved_object:index-pattern/get");

        as(token)
                .get("/api/saved_objects/index-pattern/" + id)
                .then()
                .statusCode(200)
                .body("namespaces", is(List.of("default", open, "?")));
    }

    @Test
    void creatingInOtherSpacesNeedsThePrivilegeThere() {
        var space = newSpace();
        var token = Tokens.of(newId(), "default", Set.of(FakeSecurity.allOn("index-pattern")), Set.of());
        var body = Map.of("attributes", Map.of("title", "x"), "initialNamespaces", List.of(space));

        as(token)
                .body(body)
                .post("/api/saved_objects/index-pattern")
                .then()
                .statusCode(403)
                .body("message", is("Unable to create index-pattern"));
        FakeSecurity.grant(token, space, FakeSecurity.allOn("index-pattern"));
        as(token).body(body).post("/api/saved_objects/index-pattern").then().statusCode(200);
    }

    @Test
    void unknownTypesAreNowhere() {
        asSuperuser()
                .get("/api/saved_objects/alert/1")
                .then()
                .statusCode(404)
                .body("message", is("Saved object [alert/1] not found"));
        asSuperuser().get("/api/saved_objects/resolve/alert/1").then().statusCode(404);
        asSuperuser().delete("/api/saved_objects/alert/1").then().statusCode(404);
        asSuperuser()
                .body(Map.of("attributes", Map.of(), "upsert", Map.of()))
                .put("/api/saved_objects/alert/1")
                .then()
                .statusCode(404);
    }
}

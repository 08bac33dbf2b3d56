package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.key;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.apm.savedobjects.Fixtures.to;
import static dev.garrison.platform.testing.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ImportTest {
    private String space;

    @BeforeEach
    void enterNewSpace() {
        space = newSpace();
    }

    private ValidatableResponse importFile(String query, String... lines) {
        return send(superuserIn(space), "/api/saved_objects/_import" + query, null, lines);
    }

    private ValidatableResponse resolve(String query, String retries, String... lines) {
        return send(superuserIn(space), "/api/saved_objects/_resolve_import_errors" + query, retries, lines);
    }

    private static ValidatableResponse send(String token, String path, String retries, String... lines) {
        var request = as(token)
                .contentType("multipart/form-data")
                .multiPart(
                        "file",
                        "export.ndjson",
                        String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
                        "application/ndjson");
        return (retries == null ? request : request.multiPart("retries", retries))
                .post(path)
                .then();
    }

    private static String line(String type, String id, String title, Map<String, String>... references) {
        var refs = new StringBuilder();
        for (var reference : references) {
            refs.append(refs.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%s\",\"type\":\"%s\",\"id\":\"%s\"}"
                            .formatted(reference.get("name"), reference.get("type"), reference.get("id")));
        }
        return "{\"attributes\":{\"title\":\"%s\",\"name\":\"%s\"},\"id\":\"%s\",\"references\":[%s],\"type\":\"%s\",\"version\":\"WzEsMV0=\"}"
                .formatted(title, title, id, refs, type);
    }

    private ValidatableResponse get(String type, String id) {
        return as(superuserIn(space))
                .get("/api/saved_objects/" + type + "/" + id)
                .then();
    }

    @Test
    void anExportIsImportedInAnotherSystemWithTheSameIds() {
        var view = newId();
        var dashboard = newId();

        importFile(
                        "",
                        line("index-pattern", view, "logs-*"),
                        "",
                        line("dashboard", dashboard, "d", to("index-pattern", view), to("tag", "dangling")),
                        "{\"exportedCount\":2,\"missingRefCount\":0,\"missingReferences\":[]}")
                .statusCode(200)
                .body("success", is(true))
                .body("successCount", is(2))
                .body("warnings", is(List.of()))
                .body("$", not(hasKey("errors")))
                .body("successResults.id", contains(view, dashboard))
                .body("successResults[1].meta", equalTo(Map.of("title", "d", "icon", "dashboardApp")))
                .body("successResults[1].managed", is(false))
                .body("successResults[1]", not(hasKey("destinationId")))
                .body("successResults[1]", not(hasKey("overwrite")));

        get("dashboard", dashboard)
                .statusCode(200)
                .body("namespaces", is(List.of(space)))
                .body("references[0].id", is(view))
                .body("$", not(hasKey("originId")));
    }

    @Test
    void anExportAndItsImportAreLossless() {
        var id =
                createIn(space, "dashboard", Map.of("title", "d", "deep", Map.of("x", List.of(1, 2))), to("lens", "l"));
        var before = get("dashboard", id).extract();
        var file = as(superuserIn(space))
                .body(Map.of("type", "dashboard"))
                .post("/api/saved_objects/_export")
                .asString();
        as(superuserIn(space))
                .delete("/api/saved_objects/dashboard/" + id)
                .then()
                .statusCode(200);

        importFile("", file.split("\n")).body("success", is(true));

        get("dashboard", id)
                .body("attributes", equalTo(before.<Object>path("attributes")))
                .body("references", equalTo(before.<Object>path("references")))
                .body("typeMigrationVersion", is(before.<String>path("typeMigrationVersion")));
    }

    @Test
    void aConflictKeepsEverythingFromBeingWritten() {
        var taken = createIn(space, "lens", Map.of("title", "mine"));
        var free = newId();

        importFile("", line("lens", taken, "theirs"), line("lens", free, "new"), line("task", "1", "t"))
                .statusCode(200)
                .body("success", is(false))
                .body("successCount", is(1))
                .body("successResults.id", contains(free))
                .body("errors[0].id", is(taken))
                .body("errors[0].title", is("theirs"))
                .body("errors[0].error", equalTo(Map.of("type", "conflict")))
                .body("errors[1].error", equalTo(Map.of("type", "unsupported_type")));

        get("lens", free).statusCode(404);
        get("lens", taken).body("attributes.title", is("mine"));
    }

    @Test
    void unsupportedTypesDoNotKeepOthersOut() {
        var free = newId();

        importFile("", line("task", "1", "t"), line("lens", free, "new"))
                .body("success", is(false))
                .body("successCount", is(1));

        get("lens", free).statusCode(200);
    }

    @Test
    void whatIsThereIsReplacedWhenTheCallerSaysSo() {
        var taken = createIn(space, "lens", Map.of("title", "mine", "own", 1));

        importFile("?overwrite=true", line("lens", taken, "theirs"))
                .body("success", is(true))
                .body("successResults[0].overwrite", is(true));

        get("lens", taken).body("attributes", equalTo(Map.of("title", "theirs", "name", "theirs")));
    }

    @Test
    void anIdOfAnotherSpaceIsReplacedByANewOneThatIsFoundAgain() {
        var id = createIn(newSpace(), "dashboard", Map.of("title", "there"));

        String copy = importFile("", line("dashboard", id, "copy"))
                .body("success", is(true))
                .extract()
                .path("successResults[0].destinationId");

        get("dashboard", copy).body("originId", is(id)).body("attributes.title", is("copy"));
        importFile("", line("dashboard", id, "second"))
                .body("success", is(false))
                .body("errors[0].error", equalTo(Map.of("type", "conflict", "destinationId", copy)));
        importFile("?overwrite=true", line("dashboard", id, "second"))
                .body("success", is(true))
                .body("successResults[0].destinationId", is(copy))
                .body("successResults[0].overwrite", is(true));
        get("dashboard", copy).body("attributes.title", is("second"));
    }

    @Test
    void severalCopiesOfTheSameObjectAreAmbiguousUntilOneIsChosen() {
        var id = createIn(newSpace(), "dashboard", Map.of("title", "there"));
        String first = importFile("", line("dashboard", id, "one")).extract().path("successResults[0].destinationId");
        var second = newId();
        importFile("", line("dashboard", second, "two").replace("\"id\":", "\"originId\":\"" + first + "\",\"id\":"));
        resolve(
                        "",
                        "[{\"type\":\"dashboard\",\"id\":\"" + id + "\",\"destinationId\":\"" + second
                                + "\",\"overwrite\":true}]",
                        line("dashboard", id, "two"))
                .body("success", is(true));

        importFile("?overwrite=true", line("dashboard", id, "three"))
                .body("success", is(false))
                .body("errors[0].error.type", is("ambiguous_conflict"))
                .body("errors[0].error.destinations.id", containsInAnyOrder(first, second));
        resolve(
                        "",
                        "[{\"type\":\"dashboard\",\"id\":\"" + id + "\",\"destinationId\":\"" + second
                                + "\",\"overwrite\":true}]",
                        line("dashboard", id, "three"))
                .body("success", is(true))
                .body("successResults[0].destinationId", is(second))
                .body("successResults[0].overwrite", is(true));
        get("dashboard", second).body("attributes.title", is("three"));
        get("dashboard", first).body("attributes.title", is("one"));
    }

    @Test
    void newCopiesGetNewIdsAndReferToEachOther() {
        var view = createIn(space, "index-pattern", Map.of("title", "logs-*"));
        var lens = createIn(space, "lens", Map.of("title", "l"), to("index-pattern", view));

        var answer = importFile(
                        "?createNewCopies=true",
                        line("index-pattern", view, "logs-*"),
                        line("lens", lens, "l", to("index-pattern", view)))
                .body("success", is(true))
                .extract();

        String newView = answer.path("successResults[0].destinationId");
        String newLens = answer.path("successResults[1].destinationId");
        assertThat(List.of(view, lens)).doesNotContain(newView, newLens);
        get("lens", newLens).body("references[0].id", is(newView)).body("$", not(hasKey("originId")));
    }

    @Test
    void referencesToDataViewsAndSearchesMustLeadSomewhere() {
        var id = newId();
        var missing = newId();
        var file = line("lens", id, "l", to("index-pattern", missing), to("tag", "dangling"));

        importFile("", file)
                .body("success", is(false))
                .body("successCount", is(0))
                .body("errors[0].error.type", is("missing_references"))
                .body("errors[0].error.references", is(List.of(Map.of("type", "index-pattern", "id", missing))));
        get("lens", id).statusCode(404);

        var there = createIn(space, "index-pattern", Map.of("title", "logs-*"));
        resolve(
                        "",
                        "[{\"type\":\"lens\",\"id\":\"%s\",\"replaceReferences\":[{\"type\":\"index-pattern\",\"from\":\"%s\",\"to\":\"%s\"}]}]"
                                .formatted(id, missing, there),
                        file)
                .body("success", is(true));
        get("lens", id).body("references[0].id", is(there));
        resolve(
                        "",
                        "[{\"type\":\"lens\",\"id\":\"%s\",\"overwrite\":true,\"ignoreMissingReferences\":true}]"
                                .formatted(id),
                        file)
                .body("success", is(true));
        get("lens", id).body("references[0].id", is(missing));
    }

    @Test
    void onlyWhatARetryNamesIsImported() {
        var named = newId();
        var other = newId();
        var taken = createIn(space, "lens", Map.of("title", "mine"));

        resolve(
                        "",
                        "[{\"type\":\"lens\",\"id\":\"" + named + "\"}]",
                        line("lens", named, "n"),
                        line("lens", other, "o"))
                .body("successCount", is(1));
        get("lens", named).statusCode(200);
        get("lens", other).statusCode(404);
        resolve("", "[{\"type\":\"lens\",\"id\":\"" + taken + "\"}]", line("lens", taken, "n"))
                .body("success", is(false))
                .body("errors[0].error.type", is("conflict"));
        resolve("", "[{\"type\":\"lens\",\"id\":\"" + taken + "\",\"createNewCopy\":true}]", line("lens", taken, "n"))
                .body("success", is(true))
                .body("successResults[0].createNewCopy", is(true))
                .body("successResults[0].destinationId", not(taken));
    }

    @Test
    void aFormerIdLeadsToTheObjectInCompatibilityMode() {
        var id = createIn(newSpace(), "dashboard", Map.of("title", "there"));
        String copy = importFile("?compatibilityMode=true", line("dashboard", id, "copy"))
                .extract()
                .path("successResults[0].destinationId");
        var path = "/api/saved_objects/resolve/dashboard/";

        as(superuserIn(space))
                .get(path + id)
                .then()
                .statusCode(200)
                .body("outcome", is("aliasMatch"))
                .body("alias_target_id", is(copy))
                .body("alias_purpose", is("savedObjectImport"))
                .body("saved_object.id", is(copy));
        as(superuserIn(space)).get(path + copy).then().body("outcome", is("exactMatch"));

        as(superuserIn(space))
                .body(Map.of(
                        "aliases",
                        List.of(
                                Map.of("targetSpace", space, "targetType", "dashboard", "sourceId", id),
                                Map.of("targetSpace", space, "targetType", "dashboard", "sourceId", "none"))))
                .post("/api/spaces/_disable_legacy_url_aliases")
                .then()
                .statusCode(204);
        as(superuserIn(space)).get(path + id).then().statusCode(404);
    }

    @Test
    void aNewerKibanasObjectIsAnErrorOfItsOwn() {
        var good = newId();

        importFile(
                        "",
                        line("lens", newId(), "n")
                                .replace("\"type\":\"lens\"", "\"type\":\"lens\",\"typeMigrationVersion\":\"99.0.0\""),
                        line("lens", good, "g"))
                .body("successCount", is(1))
                .body("errors[0].error.type", is("unknown"))
                .body("errors[0].error.statusCode", is(422));
        get("lens", good).statusCode(200);
    }

    @Test
    void anImportMayBeAsLargeAsAnExport() {
        var lines = IntStream.range(0, 10_000)
                .mapToObj(i -> line("lens", space + "-" + i, "lens " + i, to("lens", space + "-" + (i + 1))))
                .toArray(String[]::new);

        importFile("", lines).body("successCount", is(10_000));

        as(superuserIn(space))
                .get("/api/saved_objects/_find?type=lens&per_page=0")
                .then()
                .body("total", is(10_000));
        assertThat(as(superuserIn(space))
                        .body(Map.of("objects", List.of(key("lens", space + "-0")), "includeReferencesDeep", true))
                        .post("/api/saved_objects/_export")
                        .asString())
                .contains("\"exportedCount\":10000,\"missingRefCount\":1");
        importFile(
                        "",
                        Stream.concat(Stream.of(lines), Stream.of(line("lens", newId(), "one more")))
                                .toArray(String[]::new))
                .statusCode(400)
                .body("message", is("Can't import more than 10000 objects"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?overwrite=true&createNewCopies=true | [request query]: cannot use [overwrite] with [createNewCopies]",
                "?createNewCopies=true&compatibilityMode=true | [request query]: cannot use [createNewCopies] with [compatibilityMode]",
                "?overwrite=maybe | [request query.overwrite]: expected value of type [boolean] but got [string]",
                "?x=1 | [request query.x]: definition for this key is missing",
            })
    void optionsThatExcludeEachOtherAreRefused(String query, String message) {
        importFile(query, line("lens", newId(), "t")).statusCode(400).body("message", is(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"type\":\"lens\"}",
                "{\"type\":\"lens\",\"id\":\"1\",\"attributes\":{\"title\":\"\\u0000\"}}"
            })
    void aFileThatIsNoExportIsRefused(String line) {
        importFile("", line).statusCode(400);
    }

    @Test
    void whatIsNotAFileOfObjectsIsRefused() {
        importFile("", line("lens", "1", "t"), line("lens", "1", "t"))
                .statusCode(400)
                .body("message", is("Non-unique import objects detected: [lens:1]"));
        as(superuserIn(space))
                .contentType("multipart/form-data")
                .multiPart("file", "export.txt", "{}".getBytes(StandardCharsets.UTF_8))
                .post("/api/saved_objects/_import")
                .then()
                .statusCode(400)
                .body("message", is("Invalid file extension .txt"));
        as(superuserIn(space))
                .body("{}")
                .post("/api/saved_objects/_import")
                .then()
                .statusCode(415);
        resolve("", null, line("lens", "1", "t"))
                .statusCode(400)
                .body("message", is("[request body.retries]: expected value of type [array] but got [undefined]"));
        resolve("", "[{\"type\":\"lens\",\"id\":\"1\"},{\"type\":\"lens\",\"id\":\"1\"}]", line("lens", "1", "t"))
                .statusCode(400)
                .body("message", is("Non-unique retry objects: [lens:1]"));
        resolve("", "[{\"type\":\"lens\"}]", line("lens", "1", "t"))
                .statusCode(400)
                .body("message", startsWith("[request body.retries.0.id]"));
    }

    @Test
    void importingNeedsThePrivilegeToCreateEachType() {
        var id = newId();

        send(
                        Tokens.of("reader", space, Set.of("saved_object:map/create"), Set.of()),
                        "/api/saved_objects/_import",
                        null,
                        line("map", newId(), "m"),
                        line("lens", id, "l"))
                .statusCode(403)
                .body("message", is("Unable to bulk_create lens"));
        get("lens", id).statusCode(404);
    }
}

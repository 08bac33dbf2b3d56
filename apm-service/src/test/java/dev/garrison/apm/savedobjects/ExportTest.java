package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.key;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.apm.savedobjects.Fixtures.to;
import static dev.garrison.platform.testing.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ExportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private String space;

    @BeforeEach
    void enterNewSpace() {
        space = newSpace();
    }

    private Response export(Object body) {
        return as(superuserIn(space)).body(body).post("/api/saved_objects/_export");
    }

    private static List<JsonNode> lines(Response export) {
        assertThat(export.statusCode()).isEqualTo(200);
        return Stream.of(export.asString().split("\n"))
                .map(line -> {
                    try {
                        return JSON.readTree(line);
                    } catch (java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.has("id"))
                .map(line -> line.get("id").asText())
                .toList();
    }

    @Test
    void anObjectIsOneSortedLineAndTheLastLineCounts() {
        var missing = newId();
        var id = createIn(space, "dashboard", Map.of("title", "t", "b", 1, "a", 2), to("lens", missing));

        var export = export(Map.of("objects", List.of(key("dashboard", id))));

        export.then()
                .statusCode(200)
                .contentType("application/ndjson")
                .header("content-disposition", is("attachment; filename=\"export.ndjson\""));
        assertThat(export.asString())
                .startsWith(
                        "{\"attributes\":{\"a\":2,\"b\":1,\"title\":\"t\"},\"coreMigrationVersion\":\"8.8.0\",\"created_at\":")
                .doesNotContain("namespaces")
                .endsWith(
                        "{\"excludedObjects\":[],\"excludedObjectsCount\":0,\"exportedCount\":1,\"missingRefCount\":1,"
                                + "\"missingReferences\":[{\"id\":\"" + missing + "\",\"type\":\"lens\"}]}");
    }

    @Test
    void whatIsReferredToComesFirstAlsoInCycles() {
        var view = createIn(space, "index-pattern", Map.of("title", "logs-*"));
        var lens = createIn(space, "lens", Map.of("title", "l"), to("index-pattern", view));
        var dashboard = createIn(space, "dashboard", Map.of("title", "d"), to("lens", lens), to("tag", "gone"));
        as(superuserIn(space))
                .body(Map.of("attributes", Map.of(), "references", List.of(to("dashboard", dashboard))))
                .put("/api/saved_objects/index-pattern/" + view)
                .then()
                .statusCode(200);

        var deep =
                lines(export(Map.of("objects", List.of(key("dashboard", dashboard)), "includeReferencesDeep", true)));

        assertThat(ids(deep)).containsExactly(view, lens, dashboard);
        assertThat(deep.get(3).get("missingRefCount").asInt()).isEqualTo(1);
        assertThat(ids(lines(export(Map.of("objects", List.of(key("dashboard", dashboard)))))))
                .containsExactly(dashboard);
    }

    @Test
    void typesAreExportedAsFarAsTheySuitTheSearch() {
        var a = createIn(space, "dashboard", Map.of("title", "web logs"), to("tag", "t"));
        var b = createIn(space, "dashboard", Map.of("title", "app logs"));
        var lens = createIn(space, "lens", Map.of("title", "l"));

        assertThat(ids(lines(export(Map.of("type", "dashboard"))))).containsExactlyInAnyOrder(a, b);
        assertThat(ids(lines(export(Map.of("type", "*"))))).containsExactlyInAnyOrder(a, b, lens);
        assertThat(ids(lines(export(Map.of("type", List.of("dashboard", "lens"), "search", "web*")))))
                .containsExactly(a);
        assertThat(ids(lines(export(Map.of("type", "dashboard", "hasReference", key("tag", "t"))))))
                .containsExactly(a);
        assertThat(export(Map.of("type", "map")).asString()).contains("\"exportedCount\":0");
        assertThat(export(Map.of("type", "map", "excludeExportDetails", true)).asString())
                .isEmpty();
    }

    @Test
    void onlyWhatTheCallerMayReadIsExported() {
        var lens = createIn(space, "lens", Map.of("title", "l"));
        var dashboard = createIn(space, "dashboard", Map.of("title", "d"), to("lens", lens));
        var reader = Tokens.of("reader", space, Set.of("saved_object:dashboard/get"), Set.of());

        assertThat(ids(lines(as(reader).body(Map.of("type", "*")).post("/api/saved_objects/_export"))))
                .containsExactly(dashboard);
        assertThat(ids(lines(as(reader)
                        .body(Map.of("objects", List.of(key("dashboard", dashboard)), "includeReferencesDeep", true))
                        .post("/api/saved_objects/_export"))))
                .containsExactly(dashboard);
        as(reader)
                .body(Map.of("objects", List.of(key("lens", lens))))
                .post("/api/saved_objects/_export")
                .then()
                .statusCode(403)
                .body("message", is("Unable to bulk_get lens"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Either `type` or `objects` are required.",
                "{\"type\":\"map\",\"objects\":[{\"type\":\"map\",\"id\":\"1\"}]} | Can't specify both \"types\" and \"objects\" properties when exporting",
                "{\"search\":\"x\",\"objects\":[{\"type\":\"map\",\"id\":\"1\"}]} | Can't specify both \"search\" and \"objects\" properties when exporting",
                "{\"type\":\"task\"} | Trying to export non-exportable type(s): task",
                "{\"objects\":[{\"type\":\"task\",\"id\":\"1\"}]} | Trying to export object(s) with non-exportable types: task:1",
                "{\"objects\":[{\"type\":\"map\"}]} | [request body.objects.0.id]: expected value of type [string] but got [undefined]",
            })
    void whatCannotBeExportedIsRefused(String body, String message) {
        export(body).then().statusCode(400).body("message", is(message));
    }

    @Test
    void objectsThatAreMissingAreNamed() {
        export(Map.of("objects", List.of(key("map", "missing"))))
                .then()
                .statusCode(400)
                .body("message", is("Error fetching objects to export"))
                .body("attributes.objects[0].id", is("missing"))
                .body("attributes.objects[0].error.statusCode", is(404));
    }
}

package dev.garrison.apm.spaces;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.key;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.apm.savedobjects.Fixtures.to;
import static dev.garrison.platform.testing.Api.as;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.apm.privileges.FakeSecurity;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
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
class SharingTest {
    private static final String UPDATE = "saved_object:index-pattern/update";

    private String space;
    private String other;

    @BeforeEach
    void enterNewSpaces() {
        space = newSpace();
        other = newSpace();
    }

    private ValidatableResponse share(String id, List<String> add, List<String> remove) {
        return shareAs(superuserIn(space), id, add, remove);
    }

    private static ValidatableResponse shareAs(String token, String id, List<String> add, List<String> remove) {
        return as(token)
                .body(Map.of(
                        "objects", List.of(key("index-pattern", id)), "spacesToAdd", add, "spacesToRemove", remove))
                .post("/api/spaces/_update_objects_spaces")
                .then();
    }

    private static ValidatableResponse view(String space, String id) {
        return as(superuserIn(space))
                .get("/api/saved_objects/index-pattern/" + id)
                .then();
    }

    @Test
    void anObjectIsSharedAndTakenBack() {
        var id = createIn(space, "index-pattern", Map.of("title", "logs-*"));

        share(id, List.of(other), List.of())
                .statusCode(200)
                .body("objects[0].type", is("index-pattern"))
                .body("objects[0].id", is(id))
                .body("objects[0].spaces", is(List.of(space, other)))
                .body("objects[0]", not(hasKey("error")));
        view(other, id).statusCode(200);
        share(id, List.of(other), List.of()).body("objects[0].spaces", is(List.of(space, other)));

        share(id, List.of("*"), List.of()).body("objects[0].spaces", is(List.of("*")));
        view(newSpace(), id).statusCode(200);

        share(id, List.of(other), List.of("*")).body("objects[0].spaces", is(List.of(other)));
        view(space, id).statusCode(404);
        view(other, id).statusCode(200);
    }

    @Test
    void anObjectThatNoSpaceSeesIsDeleted() {
        var id = createIn(space, "index-pattern", Map.of("title", "logs-*"));

        share(id, List.of(), List.of(space))
                .statusCode(200)
                .body("objects[0].spaces", is(List.of()))
                .body("objects[0]", not(hasKey("error")));

        view(space, id).statusCode(404);
        await().until(() -> Events.of("apm.saved-object.changed", "index-pattern/" + id).stream()
                .anyMatch(event -> event.data().get("change").asText().equals("deleted")));
    }

    @Test
    void eachObjectThatCannotBeSharedSaysWhy() {
        var dashboard = createIn(space, "dashboard", Map.of("title", "d"));
        var elsewhere = createIn(other, "index-pattern", Map.of("title", "x"));

        as(superuserIn(space))
                .body(Map.of(
                        "objects",
                        List.of(key("dashboard", dashboard), key("index-pattern", elsewhere)),
                        "spacesToAdd",
                        List.of(newSpace()),
                        "spacesToRemove",
                        List.of()))
                .post("/api/spaces/_update_objects_spaces")
                .then()
                .statusCode(200)
                .body("objects[0].spaces", is(List.of()))
                .body("objects[0].error.statusCode", is(400))
                .body("objects[0].error.message", is("dashboard doesn't support multiple namespaces: Bad Request"))
                .body("objects[1].error.statusCode", is(404))
                .body("objects[1].error.message", is("Saved object [index-pattern/" + elsewhere + "] not found"));
    }

    @Test
    void sharingNeedsThePrivilegeInEachSpaceConcerned() {
        var id = createIn(space, "index-pattern", Map.of("title", "logs-*"));
        var token = Tokens.of("sharer-" + newId(), space, Set.of(UPDATE), Set.of());

        shareAs(token, id, List.of(other), List.of())
                .statusCode(403)
                .body("message", is("Unable to share_to_space index-pattern"));
        view(other, id).statusCode(404);

        FakeSecurity.grant(token, other, UPDATE);
        shareAs(token, id, List.of(other), List.of())
                .statusCode(200)
                .body("objects[0].spaces", is(List.of(space, "?"))); // may write there, but not read
        shareAs(token, id, List.of("*"), List.of()).statusCode(403);
        view(other, id).statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"objects\":[],\"spacesToAdd\":[],\"spacesToRemove\":[]} | spacesToAdd and/or spacesToRemove must be a non-empty array of strings: Bad Request",
                "{\"objects\":[],\"spacesToAdd\":[\"a\"],\"spacesToRemove\":[\"a\"]} | spacesToAdd and spacesToRemove cannot contain any of the same strings: Bad Request",
                "{\"objects\":[],\"spacesToAdd\":[\"A\"],\"spacesToRemove\":[]} | [request body.spacesToAdd.0]: lower case, a-z, 0-9, \"_\", and \"-\" are allowed, OR \"*\"",
                "{\"objects\":[],\"spacesToAdd\":[\"a\",\"a\"],\"spacesToRemove\":[]} | [request body.spacesToAdd]: duplicate space ids are not allowed",
            })
    void aMalformedRequestIsRefused(String body, String message) {
        as(superuserIn(space))
                .body(body)
                .post("/api/spaces/_update_objects_spaces")
                .then()
                .statusCode(400)
                .body("message", is(message));
    }

    @Test
    void whatWouldHaveToBeSharedTooIsListed() {
        var inner = createIn(space, "index-pattern", Map.of("title", "inner"));
        var outer = createIn(space, "index-pattern", Map.of("title", "outer"), to("index-pattern", inner));
        var dashboard = createIn(
                space,
                "dashboard",
                Map.of("title", "d"),
                to("index-pattern", outer),
                to("index-pattern", "gone"),
                to("tag", "t"));

        as(superuserIn(space))
                .body(Map.of("objects", List.of(key("dashboard", dashboard), key("lens", "missing"))))
                .post("/api/spaces/_get_shareable_references")
                .then()
                .statusCode(200)
                .body("objects.id", contains(dashboard, "missing", outer, "gone", inner))
                .body("objects[0].spaces", is(List.of()))
                .body("objects[0].inboundReferences", is(List.of()))
                .body("objects[0]", not(hasKey("isMissing")))
                .body("objects[1].isMissing", is(true))
                .body("objects[2].spaces", is(List.of(space)))
                .body(
                        "objects[2].inboundReferences",
                        is(List.of(Map.of("type", "dashboard", "id", dashboard, "name", "ref-" + outer))))
                .body("objects[3].isMissing", is(true))
                .body("objects[4].inboundReferences.id", contains(outer));
    }

    @Test
    void spacesWithCopiesOfTheSameOriginAreListed() {
        var id = createIn(space, "index-pattern", Map.of("title", "x"));
        as(superuserIn(space))
                .body(Map.of(
                        "spaces",
                        List.of(other),
                        "objects",
                        List.of(key("index-pattern", id)),
                        "createNewCopies",
                        false,
                        "compatibilityMode",
                        true))
                .post("/api/spaces/_copy_saved_objects")
                .then()
                .statusCode(200)
                .body("'" + other + "'.success", is(true));

        as(superuserIn(space))
                .body(Map.of("objects", List.of(key("index-pattern", id))))
                .post("/api/spaces/_get_shareable_references")
                .then()
                .body("objects[0].spacesWithMatchingOrigins", is(List.of(other)))
                .body("objects[0].spacesWithMatchingAliases", is(List.of(other)));
    }

    @Test
    void disablingAnAliasNeedsThePrivilegeInItsSpace() {
        as(Tokens.of("somebody", space, Set.of(UPDATE), Set.of()))
                .body(Map.of(
                        "aliases",
                        List.of(Map.of("targetSpace", other, "targetType", "index-pattern", "sourceId", "1"))))
                .post("/api/spaces/_disable_legacy_url_aliases")
                .then()
                .statusCode(403)
                .body("message", is("Unable to disable aliases for index-pattern"));
    }

    @Test
    void withASpaceGoItsObjectsAndSharedOnesStayElsewhere() {
        var single = createIn(space, "tag", Map.of("name", "t"));
        var isolated = createIn(space, "dashboard", Map.of("title", "d"));
        var shared = createIn(space, "index-pattern", Map.of("title", "x"));
        share(shared, List.of(other), List.of()).statusCode(200);
        var deletedAt = Instant.now();
        var younger = createIn(space, "lens", Map.of("title", "of the next space"));

        Events.send(
                newId(),
                "security.space.deleted",
                space,
                "{\"spaceId\":\"" + space + "\",\"createdBefore\":\"" + deletedAt + "\"}");

        await().untilAsserted(() -> as(superuserIn(space))
                .get("/api/saved_objects/dashboard/" + isolated)
                .then()
                .statusCode(404));
        as(superuserIn(space)).get("/api/saved_objects/tag/" + single).then().statusCode(404);
        view(space, shared).statusCode(404);
        view(other, shared).statusCode(200).body("namespaces", is(List.of(other)));
        as(superuserIn(space)).get("/api/saved_objects/lens/" + younger).then().statusCode(200);
    }
}

package dev.garrison.cases.cases;

import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class CasesTest {
    private static final String PATH = "/api/cases";

    @Inject
    DataSource database;

    @Test
    void aNewCaseIsOpenAndAsDescribed() {
        var created = create(newSpace(), Map.of("severity", "high", "category", " Malware ", "title", "  Phishing  "));

        created.statusCode(200)
                .body("id", matchesPattern("[0-9a-f-]{36}"))
                .body("version", is("WzEsMV0="))
                .body("title", is("Phishing"))
                .body("description", is("A mail came in."))
                .body("tags", contains("mail", "urgent"))
                .body("category", is("Malware"))
                .body("severity", is("high"))
                .body("status", is("open"))
                .body("owner", is("cases"))
                .body("settings.syncAlerts", is(true))
                .body("connector.type", is(".none"))
                .body("connector", hasKey("fields"))
                .body("assignees", empty())
                .body("customFields", empty())
                .body("comments", empty())
                .body("totalComment", is(0))
                .body("totalAlerts", is(0))
                .body("created_at", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"))
                .body("created_by.username", is("ana"))
                .body("created_by.profile_uid", is("u_ana"))
                .body("created_by", hasKey("full_name"));
        for (var unset :
                List.of("updated_at", "updated_by", "closed_at", "closed_by", "duration", "external_service")) {
            created.body("$", hasKey(unset)).body(unset, nullValue());
        }
    }

    @Test
    void aCaseIsReadAsItWasCreated() {
        var space = newSpace();
        var created = create(
                        space,
                        Map.of(
                                "assignees",
                                        List.of(Map.of("uid", "u_bo"), Map.of("uid", "u_cy"), Map.of("uid", "u_bo")),
                                "connector",
                                        Map.of(
                                                "id", "c1",
                                                "name", "Our Jira",
                                                "type", ".jira",
                                                "fields",
                                                        mapWithNull(
                                                                "parent", "issueType", "10006", "priority", "High"))))
                .statusCode(200)
                .body("assignees.uid", contains("u_bo", "u_cy"))
                .body("severity", is("low"))
                .extract();

        in(space).get(PATH + "/" + created.path("id")).then().statusCode(200).body("$", equalTo(created.path("$")));
        in(space)
                .get(PATH + "/" + created.path("id") + "?includeComments=false")
                .then()
                .statusCode(200)
                .body("comments", empty());
    }

    @Test
    void spacesDoNotSeeEachOthersCases() {
        var space = newSpace();
        String id = create(space, Map.of()).extract().path("id");
        var other = newSpace();

        in(other).get(PATH + "/" + id).then().statusCode(404);
        in(other).delete(PATH + "?ids=" + id).then().statusCode(404);
        in(other).get(PATH + "/_find").then().body("total", is(0));

        in(space).get(PATH + "/" + id).then().statusCode(200);
    }

    @Test
    void anUnknownCaseIsNotFound() {
        asSuperuser()
                .get(PATH + "/nothing")
                .then()
                .statusCode(404)
                .body("message", is("Saved object [cases/nothing] not found"));
    }

    @Test
    void casesAreDeletedTogether() {
        var space = newSpace();
        String first = create(space, Map.of()).extract().path("id");
        String second = create(space, Map.of()).extract().path("id");
        String third = create(space, Map.of()).extract().path("id");

        in(space)
                .queryParam("ids", "[\"%s\",\"%s\"]".formatted(first, second))
                .delete(PATH)
                .then()
                .statusCode(204)
                .body(is(""));

        in(space).get(PATH + "/" + first).then().statusCode(404);
        in(space).get(PATH + "/" + second).then().statusCode(404);
        in(space).get(PATH + "/" + third).then().statusCode(200);
    }

    @Test
    void nothingIsDeletedWhenOneIsMissing() {
        var space = newSpace();
        String id = create(space, Map.of()).extract().path("id");

        in(space)
                .delete(PATH + "?ids=" + id + "&ids=nothing")
                .then()
                .statusCode(404)
                .body("message", is("Saved object [cases/nothing] not found"));

        in(space).get(PATH + "/" + id).then().statusCode(200);
    }

    @Test
    void whoCreatedAndDeletedACaseIsKept() throws SQLException {
        var space = newSpace();
        String id = create(space, Map.of("title", "Phishing")).extract().path("id");
        in(space).delete(PATH + "?ids=" + id).then().statusCode(204);

        assertThat(userActions(id))
                .containsExactly("create_case create cases ana Phishing", "delete_case delete cases ana null");
    }

    @Test
    void deletingAsksForOneToAHundredIds() {
        in(newSpace())
                .delete(PATH)
                .then()
                .statusCode(400)
                .body("message", is("Invalid value \"undefined\" supplied to \"ids\""));
        in(newSpace())
                .queryParam("ids", "[]")
                .delete(PATH)
                .then()
                .statusCode(400)
                .body("message", is("The length of the field ids is too short. Array must be of length >= 1."));
        in(newSpace())
                .queryParam("ids", Collections.nCopies(101, "x"))
                .delete(PATH)
                .then()
                .statusCode(400)
                .body("message", is("The length of the field ids is too long. Array must be of length <= 100."));
    }

    static Stream<Arguments> misdescribed() {
        return Stream.of(
                Arguments.of("title", null, "Invalid value \"undefined\" supplied to \"title\""),
                Arguments.of("title", 1, "Invalid value \"1\" supplied to \"title\""),
                Arguments.of("title", "  ", "The title field cannot be an empty string."),
                Arguments.of(
                        "title", "a".repeat(161), "The length of the title is too long. The maximum length is 160."),
                Arguments.of(
                        "title",
                        "a\u0000",
                        "Invalid value supplied to \"title\": value contains a character that cannot be stored"),
                Arguments.of("description", "", "The description field cannot be an empty string."),
                Arguments.of(
                        "description",
                        "a".repeat(30_001),
                        "The length of the description is too long. The maximum length is 30000."),
                Arguments.of("tags", "mail", "Invalid value \"mail\" supplied to \"tags\""),
                Arguments.of("tags", List.of("a", " "), "The tag field cannot be an empty string."),
                Arguments.of(
                        "tags",
                        List.of("a".repeat(257)),
                        "The length of the tag is too long. The maximum length is 256."),
                Arguments.of(
                        "tags",
                        Collections.nCopies(201, "a"),
                        "The length of the field tags is too long. Array must be of length <= 200."),
                Arguments.of(
                        "category",
                        "a".repeat(51),
                        "The length of the category is too long. The maximum length is 50."),
                Arguments.of("severity", "awful", "Invalid value \"awful\" supplied to \"severity\""),
                Arguments.of("owner", "nobody", "Invalid value \"nobody\" supplied to \"owner\""),
                Arguments.of(
                        "assignees",
                        Collections.nCopies(11, Map.of("uid", "u")),
                        "The length of the field assignees is too long. Array must be of length <= 10."),
                Arguments.of(
                        "assignees", List.of(Map.of()), "Invalid value \"undefined\" supplied to \"assignees,uid\""),
                Arguments.of("settings", Map.of(), "Invalid value \"undefined\" supplied to \"settings,syncAlerts\""),
                Arguments.of("connector", null, "Invalid value \"undefined\" supplied to \"connector\""),
                Arguments.of(
                        "connector",
                        Map.of("id", "a", "name", "a", "type", ".mail"),
                        "Invalid value \".mail\" supplied to \"connector,type\""),
                Arguments.of(
                        "connector",
                        Map.of("id", "a", "name", "a", "type", ".jira"),
                        "Invalid value \"undefined\" supplied to \"connector,fields\""),
                Arguments.of(
                        "connector",
                        Map.of("id", "a", "name", "a", "type", ".jira", "fields", Map.of()),
                        "Invalid value \"undefined\" supplied to \"connector,fields,issueType\""),
                Arguments.of(
                        "connector",
                        Map.of("id", "a", "name", "a", "type", ".swimlane", "fields", Map.of("caseId", 1)),
                        "Invalid value \"1\" supplied to \"connector,fields,caseId\""),
                Arguments.of(
                        "connector",
                        Map.of("id", "a", "name", "a", "type", ".none", "fields", Map.of("x", 1)),
                        "invalid keys \"connector,fields,x\""),
                Arguments.of("customFields", List.of(customField("k", "text", "a")), "No custom fields configured."),
                Arguments.of(
                        "customFields",
                        List.of(customField("k", "text", "a"), customField("k", "toggle", true)),
                        "Invalid duplicated custom field keys in request: k"),
                Arguments.of(
                        "customFields",
                        List.of(customField("k", "toggle", "a")),
                        "Invalid value \"a\" supplied to \"customFields,value\""),
                Arguments.of(
                        "customFields",
                        List.of(customField("k", "text", "a".repeat(161))),
                        "The length of the value is too long. The maximum length is 160."),
                Arguments.of("colour", "red", "invalid keys \"colour\""));
    }

    @ParameterizedTest
    @MethodSource("misdescribed")
    void aMisdescribedCaseIsRefused(String field, Object value, String message) {
        var space = newSpace();
        var body = new HashMap<>(described());
        if (value == null) {
            body.remove(field);
        } else {
            body.put(field, value);
        }

        in(space).body(body).post(PATH).then().statusCode(400).body("message", is(message));

        in(space).get(PATH + "/_find").then().body("total", is(0));
    }

    @Test
    void whoMayDoWhatGoesByTheOwner() throws SQLException {
        var space = newSpace();
        String id = create(space, Map.of("owner", "securitySolution")).extract().path("id");
        var reader = Tokens.of("bo", space, Set.of("cases:securitySolution/getCase"), Set.of());
        var observer = Tokens.of(
                "cy",
                space,
                Set.of(
                        "cases:observability/getCase",
                        "cases:observability/createCase",
                        "cases:observability/deleteCase"),
                Set.of());

        as(reader).get(PATH + "/" + id).then().statusCode(200);
        refused(as(reader).body(described()).post(PATH), "Unauthorized to create case with owners: \"cases\"");
        refused(
                as(reader).delete(PATH + "?ids=" + id),
                "Unauthorized to delete case with owners: \"securitySolution\"");
        refused(as(observer).get(PATH + "/" + id), "Unauthorized to access case with owners: \"securitySolution\"");
        refused(
                as(observer).delete(PATH + "?ids=" + id),
                "Unauthorized to delete case with owners: \"securitySolution\"");
        refused(
                as(observer)
                        .body(described(Map.of("owner", "observability", "assignees", List.of(Map.of("uid", "u")))))
                        .post(PATH),
                "Unauthorized to assign case with owners: \"observability\"");
        refused(
                as(Tokens.of("di", space, Set.of(), Set.of())).get(PATH + "/_find"),
                "Unauthorized to access cases of any owner");

        in(space).get(PATH + "/_find").then().body("total", is(1));
        assertThat(userActions(id)).hasSize(1);
        as(observer)
                .body(described(Map.of("owner", "observability")))
                .post(PATH)
                .then()
                .statusCode(200);
        given().get(PATH + "/_find").then().statusCode(401);
    }

    @Test
    void aListHoldsTheCasesOfOwnersThatTheCallerMayRead() {
        var space = newSpace();
        create(space, Map.of("title", "s", "owner", "securitySolution"));
        create(space, Map.of("title", "o", "owner", "observability"));
        create(space, Map.of("title", "c"));
        var both = Tokens.of(
                "bo", space, Set.of("cases:securitySolution/getCase", "cases:observability/getCase"), Set.of());

        assertThat(titles(as(both), Map.of())).containsExactly("o", "s");
        assertThat(titles(as(both), Map.of("owner", List.of("cases", "observability"))))
                .containsExactly("o");
        assertThat(titles(in(space), Map.of("owner", "cases"))).containsExactly("c");
    }

    @Test
    void aListFiltersByWhatCasesHave() {
        var space = newSpace();
        create(space, Map.of("title", "one", "tags", List.of("a", "b"), "severity", "critical", "category", "x"));
        create(space, Map.of("title", "two", "tags", List.of("b"), "assignees", List.of(Map.of("uid", "u1"))));
        as(Tokens.of("bo", space, Set.of("*"), Set.of()))
                .body(described(Map.of("title", "three", "tags", List.of())))
                .post(PATH);
        var all = in(space);

        assertThat(titles(all, Map.of())).containsExactly("three", "two", "one");
        assertThat(titles(all, Map.of("tags", "a"))).containsExactly("one");
        assertThat(titles(all, Map.of("tags", List.of("a", "b")))).containsExactly("two", "one");
        assertThat(titles(all, Map.of("severity", List.of("critical", "high")))).containsExactly("one");
        assertThat(titles(all, Map.of("category", "x"))).containsExactly("one");
        assertThat(titles(all, Map.of("assignees", "u1"))).containsExactly("two");
        assertThat(titles(all, Map.of("assignees", "none"))).containsExactly("three", "one");
        assertThat(titles(all, Map.of("assignees", List.of("none", "u1")))).hasSize(3);
        assertThat(titles(all, Map.of("reporters", "bo"))).containsExactly("three");
        assertThat(titles(all, Map.of("reporters", "u_ana"))).containsExactly("two", "one");
        assertThat(titles(all, Map.of("from", "now-1h", "to", "now+1h"))).hasSize(3);
        assertThat(titles(all, Map.of("from", "now+1h"))).isEmpty();
        assertThat(titles(all, Map.of("to", "2020-01-01"))).isEmpty();
        assertThat(titles(all, Map.of("tags", "'; drop table cases; --"))).isEmpty();
    }

    @Test
    void aListSearchesWordsPhrasesAndBeginnings() {
        var space = newSpace();
        create(space, Map.of("title", "Mail server down", "description", "it smokes"));
        create(space, Map.of("title", "Phishing mail", "description", "server of a stranger"));
        String id = create(space, Map.of("title", "Laptop lost", "description", "in a train"))
                .extract()
                .path("id");
        var all = in(space);

        assertThat(titles(all, Map.of("search", "mail lost"))).hasSize(3);
        assertThat(titles(all, Map.of("search", "MAIL server", "defaultSearchOperator", "AND")))
                .hasSize(2);
        assertThat(titles(all, Map.of("search", "\"mail server\""))).containsExactly("Mail server down");
        assertThat(titles(all, Map.of("search", "phish*"))).containsExactly("Phishing mail");
        assertThat(titles(all, Map.of("search", "phish"))).isEmpty();
        assertThat(titles(all, Map.of("search", "server", "searchFields", "title")))
                .containsExactly("Mail server down");
        assertThat(titles(all, Map.of("search", "server", "searchFields", List.of("title", "description"))))
                .hasSize(2);
        assertThat(titles(all, Map.of("search", id))).containsExactly("Laptop lost");
        assertThat(titles(all, Map.of("search", "*"))).hasSize(3);
        assertThat(titles(all, Map.of("search", "smokes & !( | ' \\ :* x'y* \\*")))
                .containsExactly("Mail server down");
    }

    @Test
    void aListSortsAndPages() {
        var space = newSpace();
        create(space, Map.of("title", "b", "severity", "high", "category", "x"));
        create(space, Map.of("title", "a", "severity", "low", "category", "z"));
        create(space, Map.of("title", "c", "severity", "critical"));
        var all = in(space);

        assertThat(titles(all, Map.of("sortField", "title", "sortOrder", "asc")))
                .containsExactly("a", "b", "c");
        assertThat(titles(all, Map.of("sortField", "severity"))).containsExactly("c", "b", "a");
        assertThat(titles(all, Map.of("sortField", "category", "sortOrder", "asc")))
                .containsExactly("b", "a", "c");
        assertThat(titles(all, Map.of("sortField", "createdAt", "sortOrder", "asc")))
                .containsExactly("b", "a", "c");
        for (var field : List.of("updatedAt", "closedAt", "status")) {
            assertThat(titles(all, Map.of("sortField", field))).hasSize(3);
        }
        find(all, Map.of("page", 2, "perPage", 2))
                .body("cases.title", contains("b"))
                .body("page", is(2))
                .body("per_page", is(2))
                .body("total", is(3))
                .body("count_open_cases", is(3))
                .body("count_in_progress_cases", is(0))
                .body("count_closed_cases", is(0));
        find(all, Map.of("page", 3, "perPage", 2)).body("cases", empty()).body("total", is(3));
        find(all, Map.of("perPage", 0)).body("cases", empty()).body("total", is(3));
    }

    @Test
    void theCountsAreOfAllStatusesWhicheverIsAskedFor() throws SQLException {
        var space = newSpace();
        create(space, Map.of("title", "new", "tags", List.of("t")));
        String closed = create(space, Map.of("title", "done", "tags", List.of("t")))
                .extract()
                .path("id");
        create(space, Map.of("title", "other", "tags", List.of()));
        close(closed);

        find(in(space), Map.of("status", "closed", "tags", "t"))
                .body("cases.title", contains("done"))
                .body("total", is(1))
                .body("count_open_cases", is(1))
                .body("count_closed_cases", is(1));
        find(in(space), Map.of("status", List.of("open", "in-progress"))).body("total", is(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "perPage=101 ; The provided perPage value is too high. The maximum allowed perPage value is 100.",
                "page=101&perPage=100 ; The number of documents is too high. Paginating through more than 10,000 documents is not possible.",
                "page=0 ; Invalid value supplied to \"page\": Value must be equal to or greater than [1].",
                "status=done ; Invalid value \"done\" supplied to \"status\"",
                "sortField=id ; Invalid value \"id\" supplied to \"sortField\"",
                "from=yesterday ; Invalid \"from\" and/or \"to\" query parameters",
                "nope=1 ; invalid keys \"nope\"",
            })
    void aListRefusesWhatItDoesNotKnow(String query, String message) {
        asSuperuser().get(PATH + "/_find?" + query).then().statusCode(400).body("message", is(message));
    }

    @Test
    void theServiceIsHealthyAndDocumentsItself() {
        given().get("/q/health").then().statusCode(200).body("status", is("UP"));
        given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.'/api/cases'.post", hasKey("x-privileges"))
                .body("paths.'/api/cases/_find'.get.parameters.name", startsWithAssignees());
    }

    private static org.hamcrest.Matcher<Iterable<? super String>> startsWithAssignees() {
        return org.hamcrest.Matchers.hasItem(startsWith("assignees"));
    }

    private static String newSpace() {
        return "space-" + UUID.randomUUID();
    }

    private static RequestSpecification in(String space) {
        return as(Tokens.of("ana", space, Set.of("*"), Set.of()));
    }

    private static Map<String, Object> described() {
        return Map.of(
                "title",
                "Phishing",
                "description",
                "A mail came in.",
                "tags",
                List.of("mail", "urgent"),
                "owner",
                "cases",
                "settings",
                Map.of("syncAlerts", true),
                "connector",
                mapWithNull("fields", "id", "none", "name", "none", "type", ".none"));
    }

    private static Map<String, Object> described(Map<String, Object> but) {
        var body = new HashMap<>(described());
        body.putAll(but);
        return body;
    }

    private static ValidatableResponse create(String space, Map<String, Object> but) {
        return in(space).body(described(but)).post(PATH).then().statusCode(200);
    }

    private static Map<String, Object> mapWithNull(String keyOfNull, String... entries) {
        var map = new HashMap<String, Object>();
        map.put(keyOfNull, null);
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> customField(String key, String type, Object value) {
        return Map.of("key", key, "type", type, "value", value);
    }

    private static ValidatableResponse find(RequestSpecification caller, Map<String, ?> query) {
        return given().spec(caller)
                .queryParams(query)
                .get(PATH + "/_find")
                .then()
                .statusCode(200);
    }

    private static List<String> titles(RequestSpecification caller, Map<String, ?> query) {
        return find(caller, query).extract().path("cases.title");
    }

    private static void refused(io.restassured.response.Response answer, String message) {
        answer.then().statusCode(403).body("message", is(message));
    }

    private List<String> userActions(String caseId) throws SQLException {
        var actions = new ArrayList<String>();
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(
                        """
                        select type, action, owner, created_by->>'username', payload->>'title'
                        from user_action where case_id = ? order by seq""")) {
            select.setString(1, caseId);
            var rows = select.executeQuery();
            while (rows.next()) {
                actions.add("%s %s %s %s %s"
                        .formatted(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5)));
            }
        }
        return actions;
    }

    /** By hand: there is no operation for it yet. */
    private void close(String caseId) throws SQLException {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement("update cases set status = 'closed' where id = ?")) {
            update.setString(1, caseId);
            update.executeUpdate();
        }
    }
}

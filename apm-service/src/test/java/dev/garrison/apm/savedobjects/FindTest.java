package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.apm.savedobjects.Fixtures.to;
import static dev.garrison.platform.testing.Api.as;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.garrison.apm.privileges.FakeSecurity;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
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
class FindTest {
    private static final String IDS = "saved_objects.id";
    private static final String TITLES = "saved_objects.attributes.title";

    /** Each test searches a space of its own. */
    private String space;

    @BeforeEach
    void enterNewSpace() {
        space = newSpace();
    }

    private String dashboard(String title, Map<?, ?>... references) {
        return createIn(space, "dashboard", Map.of("title", title, "description", "about " + title), references);
    }

    private ValidatableResponse find(Object... parameters) {
        return findAs(superuserIn(space), parameters);
    }

    private static ValidatableResponse findAs(String token, Object... parameters) {
        var request = as(token);
        for (int i = 0; i < parameters.length; i += 2) {
            request = request.queryParam((String) parameters[i], parameters[i + 1]);
        }
        return request.get("/api/saved_objects/_find").then();
    }

    @Test
    void whatIsThereIsFoundPageByPage() {
        var ids = List.of(dashboard("a"), dashboard("b"), dashboard("c"));
        createIn(space, "lens", Map.of("title", "l"));

        find("type", "dashboard", "per_page", 2)
                .statusCode(200)
                .body("total", is(3))
                .body("page", is(1))
                .body("per_page", is(2))
                .body(IDS, contains(ids.get(0), ids.get(1)))
                .body("saved_objects[0].score", is(0))
                .body("saved_objects[0].namespaces", is(List.of(space)))
                .body("saved_objects[0].references", is(List.of()));
        find("type", "dashboard", "per_page", 2, "page", 2).body(IDS, contains(ids.get(2)));
        find("type", "dashboard", "page", 9).body("total", is(3)).body("saved_objects", hasSize(0));
        find("type", "dashboard", "per_page", 0).body("total", is(3)).body("saved_objects", hasSize(0));
        find("type", "dashboard", "type", "lens").body("total", is(4));
        find("type", "alert").body("total", is(0)).body("saved_objects", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "web ; web logs, my-web",
                "WEB LOGS ; web logs, app logs, my-web",
                "my-we* ; my-web",
                "we* ; web logs, my-web",
                "eb ; ''",
                "\"web logs\" ; web logs",
                "\"logs web\" ; ''",
                "web + logs ; web logs",
                "my | app ; app logs, my-web",
                "web + -my ; web logs",
                "(my | app) + logs ; app logs",
                "* ; web logs, app logs, my-web",
                "!%_'( ; ''",
            })
    void wordsAreLookedForInTheTitle(String search, String expected) {
        dashboard("web logs");
        dashboard("App logs");
        dashboard("my-web");

        find("type", "dashboard", "search", search)
                .statusCode(200)
                .body(
                        "saved_objects.attributes.title.collect { it.toLowerCase() }.sort()",
                        equalTo(
                                expected.isEmpty()
                                        ? List.of()
                                        : List.of(expected.split(", ")).stream()
                                                .sorted()
                                                .toList()));
    }

    @Test
    void theOperatorAndTheFieldsOfASearchCanBeChosen() {
        dashboard("web logs");
        dashboard("app logs");

        find("type", "dashboard", "search", "web logs", "default_search_operator", "AND")
                .body(TITLES, contains("web logs"));
        find("type", "dashboard", "search", "about", "search_fields", "title").body("total", is(0));
        find("type", "dashboard", "search", "about", "search_fields", "title^3", "search_fields", "description")
                .body("total", is(2));
        find("type", "dashboard", "default_search_operator", "XOR").statusCode(400);
    }

    @Test
    void anAttributeSorts() {
        dashboard("beta");
        dashboard("Alpha");
        dashboard("gamma");

        find("type", "dashboard", "sort_field", "title").body(TITLES, contains("Alpha", "beta", "gamma"));
        find("type", "dashboard", "sort_field", "updated_at").body(TITLES, contains("beta", "Alpha", "gamma"));
        find("type", "dashboard", "sort_field", "nonsense")
                .statusCode(400)
                .body("message", is("Unknown sort field nonsense"));
    }

    @Test
    void onlyTheFieldsThatAreAskedForAreAnswered() {
        dashboard("a");

        find("type", "dashboard", "fields", "title")
                .body("saved_objects[0].attributes", equalTo(Map.of("title", "a")))
                .body("saved_objects[0].type", is("dashboard"));
    }

    @Test
    void referencesAreSearched() {
        var tag = newId();
        var other = newId();
        var both = dashboard("both", to("tag", tag), to("tag", other));
        var one = dashboard("one", to("tag", tag));
        var none = dashboard("none");
        var first = "{\"type\":\"tag\",\"id\":\"" + tag + "\"}";
        var second = "{\"type\":\"tag\",\"id\":\"" + other + "\"}";
        var list = "[" + first + "," + second + "]";

        find("type", "dashboard", "has_reference", first).body(IDS, containsInAnyOrder(both, one));
        find("type", "dashboard", "has_reference", list).body(IDS, containsInAnyOrder(both, one));
        find("type", "dashboard", "has_reference", list, "has_reference_operator", "AND")
                .body(IDS, contains(both));
        find("type", "dashboard", "has_no_reference", first).body(IDS, contains(none));
        find("type", "dashboard", "has_no_reference", second).body(IDS, containsInAnyOrder(one, none));
        find("type", "dashboard", "has_reference", "{\"type\":\"tag\"}")
                .statusCode(400)
                .body(
                        "message",
                        is("[request query.has_reference.id]: expected value of type [string] but got [undefined]"));
        find("type", "dashboard", "has_reference", "nonsense").statusCode(400);
        find("type", "dashboard", "has_reference", "{\"type\":\"tag\",\"id\":\"\\u0000\"}")
                .statusCode(400);
    }

    @Test
    void aFilterIsKql() {
        var a = dashboard("web logs", to("tag", "t1"));
        var b = dashboard("app logs");
        createIn(space, "lens", Map.of("title", "web lens"));

        find("type", "dashboard", "filter", "dashboard.attributes.title: web").body(IDS, contains(a));
        find("type", "dashboard", "filter", "not dashboard.attributes.title: web")
                .body(IDS, contains(b));
        find("type", "dashboard", "filter", "dashboard.id: \"" + b + "\"").body(IDS, contains(b));
        find("type", "dashboard", "filter", "dashboard.references:{type: tag and id: t1}")
                .body(IDS, contains(a));
        find("type", "dashboard", "filter", "dashboard.updated_at >= now-1h").body("total", is(2));
        find(
                        "type",
                        "dashboard",
                        "type",
                        "lens",
                        "filter",
                        "dashboard.attributes.title: web or lens.attributes.title: web")
                .body("total", is(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lens.attributes.title: x | This type 'lens' is not allowed: Bad Request",
                "title: x | This key 'title' need to be wrapped by a saved object type like dashboard: Bad Request",
                "dashboard.attributes.nonsense: x | This key 'dashboard.attributes.nonsense' does NOT exist in dashboard saved object index patterns: Bad Request",
                "dashboard.attributes.title:foo<bad | KQLSyntaxError: Expected AND, OR, end of input, whitespace but \"<\" found.\\ndashboard.attributes.title:foo<bad\\n------------------------------^: Bad Request",
            })
    void aWrongFilterIsRefused(String filter, String message) {
        find("type", "dashboard", "filter", filter).statusCode(400).body("message", is(message.replace("\\n", "\n")));
    }

    @Test
    void aTypeIsRequired() {
        find().statusCode(400)
                .body("message", is("[request query.type]: expected at least one defined value but got [undefined]"));
        find("type", "dashboard", "sort_order", "asc").statusCode(400);
        find("type", "dashboard", "per_page", -1).statusCode(400);
    }

    @Test
    void aggregationsCountAndCompute() {
        createIn(space, "visualization", Map.of("title", "a", "version", 1));
        createIn(space, "visualization", Map.of("title", "a", "version", 4));
        createIn(space, "visualization", Map.of("title", "b"));

        find(
                        "type",
                        "visualization",
                        "aggs",
                        """
                        {"titles": {"terms": {"field": "visualization.attributes.title"}},
                         "sum": {"sum": {"field": "visualization.attributes.version"}},
                         "max": {"max": {"field": "visualization.attributes.version"}},
                         "kinds": {"cardinality": {"field": "visualization.attributes.title"}}}""")
                .statusCode(200)
                .body("aggregations.titles.buckets.key", contains("a", "b"))
                .body("aggregations.titles.buckets.doc_count", contains(2, 1))
                .body("aggregations.sum.value", is(5))
                .body("aggregations.max.value", is(4))
                .body("aggregations.kinds.value", is(2));
        find("type", "visualization", "aggs", "nonsense").statusCode(400).body("message", is("invalid aggs value"));
        find("type", "visualization", "aggs", "{\"a\":{\"scripted_metric\":{}}}")
                .statusCode(400)
                .body("message", is("Invalid aggregation: [scripted_metric] is not allowed: Bad Request"));
    }

    @Test
    void whatTheCallerMayNotReadIsLeftOut() {
        dashboard("d");
        createIn(space, "lens", Map.of("title", "l"));

        findAs(
                        Tokens.of("reader", space, Set.of("saved_object:lens/get"), Set.of()),
                        "type",
                        "dashboard",
                        "type",
                        "lens")
                .statusCode(200)
                .body("saved_objects.type", contains("lens"));
        findAs(Tokens.of("reader", space, Set.of(), Set.of()), "type", "dashboard")
                .statusCode(200)
                .body("total", is(0));
    }

    @Test
    void otherSpacesAreSearchedWhereTheCallerMayRead() {
        var here = dashboard("here");
        var open = newSpace();
        var closed = newSpace();
        var there = createIn(open, "dashboard", Map.of("title", "there"));
        createIn(closed, "dashboard", Map.of("title", "closed"));
        var token = Tokens.of("reader-" + newId(), space, Set.of("saved_object:dashboard/get"), Set.of());
        FakeSecurity.grant(token, open, "saved_object:dashboard/get");

        findAs(token, "type", "dashboard", "namespaces", "*").body(IDS, containsInAnyOrder(here, there));
        findAs(token, "type", "dashboard", "namespaces", open, "namespaces", closed)
                .body(IDS, contains(there));
        findAs(token, "type", "dashboard").body(IDS, contains(here));
    }

    @Test
    void withoutAnAnswerOnOtherSpacesNothingIsShownOfThem() {
        FakeSecurity.breakDown(true);
        try {
            findAs(
                            Tokens.of("reader-" + newId(), space, Set.of("saved_object:dashboard/get"), Set.of()),
                            "type",
                            "dashboard",
                            "namespaces",
                            newSpace())
                    .statusCode(503);
        } finally {
            FakeSecurity.breakDown(false);
        }
    }
}

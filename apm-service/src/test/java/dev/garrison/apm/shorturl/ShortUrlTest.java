package dev.garrison.apm.shorturl;

import static dev.garrison.apm.savedobjects.Fixtures.createIn;
import static dev.garrison.apm.savedobjects.Fixtures.newId;
import static dev.garrison.apm.savedobjects.Fixtures.newSpace;
import static dev.garrison.apm.savedobjects.Fixtures.superuserIn;
import static dev.garrison.platform.testing.Api.as;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class ShortUrlTest {
    private String space;

    @BeforeEach
    void enterNewSpace() {
        space = newSpace();
    }

    private ValidatableResponse create(Object body) {
        return as(superuserIn(space)).body(body).post("/api/short_url").then();
    }

    private ValidatableResponse get(String path) {
        return as(superuserIn(space)).get("/api/short_url/" + path).then();
    }

    private static Map<String, Object> link(String slug) {
        return Map.of("locatorId", "DASHBOARD_APP_LOCATOR", "params", Map.of("dashboardId", "1"), "slug", slug);
    }

    @Test
    void aLinkIsMadeReadAndDeleted() {
        var created = create(Map.of("locatorId", "DISCOVER_APP_LOCATOR", "params", Map.of("a", Map.of("b", 1))))
                .statusCode(200)
                .body("slug", matchesPattern("[A-Za-z0-9]{5}"))
                .body(
                        "locator",
                        equalTo(Map.of(
                                "id",
                                "DISCOVER_APP_LOCATOR",
                                "version",
                                "8.18.0",
                                "state",
                                Map.of("a", Map.of("b", 1)))))
                .body("accessCount", is(0))
                .body("createDate", greaterThan(1_600_000_000_000L))
                .body("url", is(""))
                .extract();
        var whole = created.<Map<String, Object>>path("$");
        String id = created.path("id");

        assertThat(get(id).statusCode(200).extract().<Map<String, Object>>path("$"))
                .isEqualTo(whole);
        assertThat(get("_slug/" + created.path("slug"))
                        .statusCode(200)
                        .extract()
                        .<Map<String, Object>>path("$"))
                .isEqualTo(whole);
        as(superuserIn(newSpace())).get("/api/short_url/" + id).then().statusCode(404);

        as(superuserIn(space))
                .delete("/api/short_url/" + id)
                .then()
                .statusCode(200)
                .body(is("null"));
        get(id).statusCode(404).body("message", is("No short url with id \"" + id + "\""));
        get("_slug/" + created.path("slug")).statusCode(404);
        as(superuserIn(space)).delete("/api/short_url/" + id).then().statusCode(404);
    }

    @Test
    void aSlugIsGivenOnceInASpace() {
        create(link("my-slug")).statusCode(200).body("slug", is("my-slug"));

        create(link("my-slug")).statusCode(409).body("message", is("Slug \"my-slug\" already exists."));
        as(superuserIn(newSpace()))
                .body(link("my-slug"))
                .post("/api/short_url")
                .then()
                .statusCode(200);

        var statuses = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> as(superuserIn(space))
                        .body(link("at-once"))
                        .post("/api/short_url")
                        .statusCode())
                .toList();
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 409);
    }

    @Test
    void aSlugCanBeWords() {
        create(Map.of("locatorId", "DISCOVER_APP_LOCATOR", "params", Map.of(), "humanReadableSlug", true))
                .statusCode(200)
                .body("slug", matchesPattern("[a-z]+-[a-z]+-[a-z]+"));
    }

    @Test
    void aLinkOfOldLeadsToItsPath() {
        var id = createIn(space, "url", Map.of("url", "/app/discover", "accessCount", 7, "slug", "oldone"));

        get(id).statusCode(200)
                .body("locator.id", is("LEGACY_SHORT_URL_LOCATOR"))
                .body("locator.state", equalTo(Map.of("url", "/app/discover")))
                .body("accessCount", is(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"locatorId\":\"NOWHERE\",\"params\":{}} | 409 | Locator not found.",
                "{\"locatorId\":\"DISCOVER_APP_LOCATOR\"} | 400 | [request body.params]: expected value of type [object] but got [undefined]",
                "{\"locatorId\":\"\",\"params\":{}} | 400 | [request body.locatorId]: value has length [0] but it must have a minimum length of [1].",
                "{\"locatorId\":\"DISCOVER_APP_LOCATOR\",\"params\":{},\"slug\":\"ab\"} | 400 | [request body.slug]: value has length [2] but it must have a minimum length of [3].",
                "{\"locatorId\":\"DISCOVER_APP_LOCATOR\",\"params\":{},\"slug\":\"a b c\"} | 400 | Invalid [slug = a b c]",
            })
    void whatIsNoLinkIsRefused(String body, int status, String message) {
        create(body).statusCode(status).body("message", is(message));
    }

    @Test
    void anIdHasALength() {
        get("abc").statusCode(400);
        get("_slug/abc").statusCode(400);
        get(newId()).statusCode(404);
    }

    @Test
    void makingALinkNeedsThePrivilege() {
        with("saved_object:url/get")
                .body(Map.of("locatorId", "DISCOVER_APP_LOCATOR", "params", Map.of()))
                .post("/api/short_url")
                .then()
                .statusCode(403)
                .body("message", is("Unable to create url"));
        with("saved_object:url/get").get("/api/short_url/" + newId()).then().statusCode(404);
        with("x").get("/api/short_url/" + newId()).then().statusCode(403);
        with("saved_object:url/get").delete("/api/short_url/" + newId()).then().statusCode(403);
    }
}

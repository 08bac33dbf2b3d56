package dev.garrison.security.spaces;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.spaces.Spaces.PATH;
import static dev.garrison.security.spaces.Spaces.create;
import static dev.garrison.security.spaces.Spaces.delete;
import static dev.garrison.security.spaces.Spaces.named;
import static dev.garrison.security.spaces.Spaces.newId;
import static dev.garrison.security.spaces.Spaces.newSpace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.platform.testing.AuditTrail;
import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SpaceTest {
    private static final Map<String, Object> MARKETING = Map.of(
            "description", "What we tell others",
            "initials", "MK",
            "color", "#aabbcc",
            "imageUrl", "data:image/png;base64,iVBORw0KGgo=",
            "disabledFeatures", List.of("ml", "nobody knows this one"),
            "solution", "classic");

    @Inject
    DataSource database;

    @Test
    void theDefaultSpaceIsThereFromTheStart() {
        asElastic().get(PATH + "/default").then().statusCode(200).body("", equalTo(defaultSpace()));
        asElastic().get(PATH).then().statusCode(200).body("", hasItem(equalTo(defaultSpace())));
    }

    private static Map<String, Object> defaultSpace() {
        return Map.of(
                "id", "default",
                "name", "Default",
                "description", "This is your default space!",
                "color", "#00bfb3",
                "disabledFeatures", List.of(),
                "_reserved", true);
    }

    @Test
    void aSpaceIsReadAsItWasWritten() {
        var id = newId();
        var expected = named(id, MARKETING);

        create(id, MARKETING).statusCode(200).body("", equalTo(expected));

        asElastic().get(PATH + "/{id}", id).then().statusCode(200).body("", equalTo(expected));
        asElastic().get(PATH).then().body("", hasItem(equalTo(expected)));
    }

    @Test
    void whatWasNeverSetIsAbsent() {
        var id = newId();

        create(id, Map.of()).statusCode(200).body("", equalTo(named(id, Map.of("disabledFeatures", List.of()))));
    }

    @Test
    void nobodyMakesASpaceReserved() {
        var id = newId();

        create(id, Map.of("_reserved", true)).statusCode(200).body("_reserved", is((Object) null));
        asElastic()
                .body(named(id, Map.of("_reserved", true)))
                .put(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .body("_reserved", is((Object) null));

        delete(id).statusCode(204);
    }

    @Test
    void anIdIsOneSpaces() {
        var id = newSpace();

        create(id, Map.of("name", "Another"))
                .statusCode(409)
                .body("message", is("A space with the identifier " + id + " already exists."));

        asElastic().get(PATH + "/{id}", id).then().body("name", is("Space " + id));
    }

    @Test
    void anUpdateKeepsWhatItDoesNotSayButForTheFeatures() {
        var id = newId();
        create(id, MARKETING).statusCode(200);

        var kept = named(id, MARKETING);
        kept.put("name", "Renamed");
        kept.put("disabledFeatures", List.of());
        asElastic()
                .body(Map.of("id", "is-ignored", "name", "Renamed"))
                .put(PATH + "/{id}", id)
                .then()
                .statusCode(200)
                .body("", equalTo(kept));
        asElastic().get(PATH + "/{id}", id).then().body("", equalTo(kept));
    }

    @Test
    void anUpdateClearsWithEmptyTextsAndReplaces() {
        var id = newId();
        create(id, MARKETING).statusCode(200);
        var cleared = named(
                id,
                Map.of(
                        "description", "",
                        "initials", "",
                        "imageUrl", "",
                        "color", "#000000",
                        "disabledFeatures", List.of("graph"),
                        "solution", "classic"));

        asElastic().body(cleared).put(PATH + "/{id}", id).then().statusCode(200).body("", equalTo(cleared));
    }

    @Test
    void theDefaultSpaceMayBeRenamedAndStaysReserved() {
        try {
            asElastic()
                    .body(Map.of("id", "default", "name", "Everybody's"))
                    .put(PATH + "/default")
                    .then()
                    .statusCode(200)
                    .body("name", is("Everybody's"))
                    .body("color", is("#00bfb3"))
                    .body("_reserved", is(true));
        } finally {
            asElastic().body(Map.of("id", "default", "name", "Default")).put(PATH + "/default");
        }
    }

    @Test
    void anUnknownSpaceIsNotFound() {
        var id = newId();

        asElastic().get(PATH + "/{id}", id).then().statusCode(404).body("message", is("Not Found"));
        asElastic()
                .body(named(id, Map.of()))
                .put(PATH + "/{id}", id)
                .then()
                .statusCode(404)
                .body("message", is("Not Found"));
        delete(id).statusCode(404).body("message", is("Not Found"));
    }

    @Test
    void deprecatedFeaturesAreAnsweredAsWhatTookTheirPlace() {
        var id = newId();
        create(id, Map.of("disabledFeatures", List.of("siem", "siemV2", "discover", "generalCases", "whatever")))
                .statusCode(200)
                .body(
                        "disabledFeatures",
                        contains(
                                "siemV2",
                                "securitySolutionTimeline",
                                "securitySolutionNotes",
                                "discover_v2",
                                "generalCasesV3",
                                "whatever"));
    }

    @Test
    void aSolutionHidesTheOthersWhateverTheSpaceSays() {
        var id = newId();
        create(id, Map.of("solution", "security", "disabledFeatures", List.of("ml")))
                .statusCode(200)
                .body("solution", is("security"))
                .body("disabledFeatures", hasItems("apm", "slo", "observabilityCasesV3", "enterpriseSearch"))
                .body("disabledFeatures", not(hasItem("ml")))
                .body("disabledFeatures", not(hasItem("siemV2")));
        create(newId(), Map.of("solution", "oblt"))
                .body("disabledFeatures", hasItems("siemV2", "securitySolutionCasesV3", "securitySolutionNotes"))
                .body("disabledFeatures", not(hasItem("apm")))
                .body("disabledFeatures", not(hasItem("enterpriseSearch")));
        create(newId(), Map.of("solution", "es"))
                .body("disabledFeatures", hasItems("siemV2", "apm"))
                .body("disabledFeatures", not(hasItem("enterpriseSearch")));

        asElastic()
                .body(named(id, Map.of("solution", "classic", "disabledFeatures", List.of("ml"))))
                .put(PATH + "/{id}", id)
                .then()
                .body("disabledFeatures", contains("ml"));
    }

    @Test
    void theListIsSortedByName() {
        var prefix = newId();
        for (var name : List.of("b", "a", "B")) {
            create(newId(), Map.of("name", prefix + name)).statusCode(200);
        }

        var names = asElastic().get(PATH).jsonPath().getList("name", String.class);

        assertThat(names).isSorted();
        assertThat(names).containsSubsequence(prefix + "B", prefix + "a", prefix + "b");
    }

    @Test
    void thereIsAnEndToTheNumberOfSpaces() throws SQLException {
        sql("insert into space (id, name, created_at, updated_at) select 'full-' || n, 'Full', now(), now() from "
                + "generate_series(1, 1000 - (select count(*) from space)) n");
        try {
            var id = newId();
            create(id, Map.of())
                    .statusCode(400)
                    .body(
                            "message",
                            is("Unable to create Space, this exceeds the maximum number of spaces set by the"
                                    + " xpack.spaces.maxSpaces setting"));
            asElastic().get(PATH).then().statusCode(200).body("size()", is(1000));
            delete("full-1").statusCode(204);
            create(id, Map.of()).statusCode(200);
        } finally {
            sql("delete from space where id like 'full-%'");
        }
    }

    @Test
    void writesAreOnRecord() {
        try (var trail = new AuditTrail()) {
            var id = newSpace();
            asElastic().body(named(id, Map.of())).put(PATH + "/{id}", id);
            delete(id);
            delete(id).statusCode(404);

            assertThat(trail.about(id))
                    .containsExactly(
                            "space_create: success",
                            "space_update: success",
                            "space_delete: success",
                            "space_delete: failure");
        }
    }

    private void sql(String statement) throws SQLException {
        try (var connection = database.getConnection();
                var executed = connection.createStatement()) {
            executed.executeUpdate(statement);
        }
    }
}

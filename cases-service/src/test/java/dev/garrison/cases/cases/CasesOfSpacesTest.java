package dev.garrison.cases.cases;

import static dev.garrison.platform.testing.Api.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import dev.garrison.platform.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** {@code security.space.deleted}: cases go with their space. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class CasesOfSpacesTest {
    private static final String PATH = "/api/cases";

    @Inject
    DataSource database;

    private final String space = newSpace();

    @Test
    void aDeletedSpacesCasesAreGoneAndOnlyThose() {
        var elsewhere = newSpace();
        var gone = create(space);
        in(space).delete(PATH + "?ids=[\"" + create(space) + "\"]").then().statusCode(204);
        var kept = create(elsewhere);

        deleted(space, Instant.now().plusSeconds(1));

        await().untilAsserted(() -> assertThat(actionsIn(space)).isZero());
        in(space).get(PATH + "/{id}", gone).then().statusCode(404);
        assertThat(casesIn(space)).isEmpty();
        assertThat(casesIn(elsewhere)).containsExactly(kept);
        assertThat(actionsIn(elsewhere)).isEqualTo(1);
    }

    @Test
    void aSpaceOfTheSameIdKeepsItsCasesHoweverLateTheEvent() {
        var old = create(space);
        made(old, Instant.now().minus(2, ChronoUnit.HOURS));
        var young = create(space);

        deleted(space, Instant.now().minus(1, ChronoUnit.HOURS));

        await().untilAsserted(() -> assertThat(casesIn(space)).containsExactly(young));
        assertThat(actionsIn(space)).isEqualTo(1);
        in(space).get(PATH + "/{id}", old).then().statusCode(404);
    }

    @Test
    void whatWasDoneToAnOldCaseAfterTheDeletionGoesWithIt() {
        var old = create(space);
        made(old, Instant.now().minus(2, ChronoUnit.HOURS));
        update("update user_action set created_at = now() where case_id = ?", old);

        deleted(space, Instant.now().minus(1, ChronoUnit.HOURS));

        await().untilAsserted(() -> assertThat(casesIn(space)).isEmpty());
        assertThat(actionsIn(space)).isZero();
    }

    private static String newSpace() {
        return "space-" + UUID.randomUUID();
    }

    private static void deleted(String space, Instant createdBefore) {
        Events.send(
                UUID.randomUUID().toString(),
                "security.space.deleted",
                space,
                "{\"spaceId\":\"%s\",\"createdBefore\":\"%s\"}".formatted(space, createdBefore));
    }

    private static RequestSpecification in(String space) {
        return as(Tokens.of("ana", space, Set.of("*"), Set.of()));
    }

    private static String create(String space) {
        var answer = in(space)
                .body(Map.of(
                        "title",
                        "Phishing",
                        "description",
                        "A mail came in.",
                        "tags",
                        List.of(),
                        "owner",
                        "cases",
                        "connector",
                        none(),
                        "settings",
                        Map.of("syncAlerts", true)))
                .post(PATH);
        answer.then().statusCode(200);
        return answer.path("id");
    }

    private static Map<String, Object> none() {
        var connector = new HashMap<String, Object>(Map.of("id", "none", "name", "none", "type", ".none"));
        connector.put("fields", null);
        return connector;
    }

    private static List<String> casesIn(String space) {
        return in(space).get(PATH + "/_find").jsonPath().getList("cases.id", String.class);
    }

    private void made(String caseId, Instant at) {
        update("update cases set created_at = '" + at + "' where id = ?", caseId);
        update("update user_action set created_at = '" + at + "' where case_id = ?", caseId);
    }

    private void update(String sql, String caseId) {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement(sql)) {
            update.setString(1, caseId);
            assertThat(update.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int actionsIn(String space) {
        try (var connection = database.getConnection();
                var count = connection.prepareStatement("select count(*) from user_action where space = ?")) {
            count.setString(1, space);
            try (var rows = count.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

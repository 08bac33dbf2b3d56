package dev.garrison.security.spaces;

import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.spaces.Spaces.PATH;
import static dev.garrison.security.spaces.Spaces.create;
import static dev.garrison.security.spaces.Spaces.delete;
import static dev.garrison.security.spaces.Spaces.newId;
import static dev.garrison.security.spaces.Spaces.newSpace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A deleted space goes everywhere, and one that gets its id starts empty. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class SpaceDeletionTest {
    private static final String DELETED = "security.space.deleted";

    @Inject
    DataSource database;

    @Test
    void aDeletedSpaceIsGoneAtOnceAndOtherServicesHearOfIt() {
        var id = newSpace();
        var before = Instant.now();

        delete(id).statusCode(204).body(is(""));

        asElastic().get(PATH + "/{id}", id).then().statusCode(404);
        asElastic().get(PATH).then().body("id", not(hasItem(id)));
        await().untilAsserted(
                        () -> assertThat(Events.of(DELETED, id)).singleElement().satisfies(event -> {
                            assertThat(event.data().path("spaceId").asText()).isEqualTo(id);
                            assertThat(createdBefore(event))
                                    .isBetween(before, Instant.now().plusSeconds(1));
                        }));
    }

    @Test
    void whatIsNotDeletedIsNotToldOf() {
        delete("default")
                .statusCode(400)
                .body("message", is("The default space cannot be deleted because it is reserved."));
        var id = newId();
        delete(id).statusCode(404);

        asElastic().get(PATH + "/default").then().statusCode(200);
        var last = newSpace();
        delete(last).statusCode(204);
        await().untilAsserted(() -> assertThat(Events.of(DELETED, last)).hasSize(1));
        assertThat(Events.of(DELETED, "default")).isEmpty();
        assertThat(Events.of(DELETED, id)).isEmpty();
    }

    @Test
    void theNextSpaceOfAnIdIsYoungerThanAllThatGoesWithTheFormer() throws SQLException {
        var id = newId();
        create(id, Map.of("description", "the first")).statusCode(200);
        delete(id).statusCode(204);

        create(id, Map.of()).statusCode(200).body("description", is((Object) null));

        var deletion = Events.of(DELETED, id); // without waiting: it was published before the id was free
        assertThat(deletion).hasSize(1);
        assertThat(Duration.between(createdBefore(deletion.get(0)), createdAt(id)))
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
        asElastic().get(PATH + "/{id}", id).then().statusCode(200);
        delete(id).statusCode(204);
        await().untilAsserted(() -> assertThat(Events.of(DELETED, id)).hasSize(2));
    }

    @Test
    void anIdIsNotFreeBeforeOtherServicesCanHearOfTheDeletion() {
        var id = newSpace();
        Backends.kafka().stop();
        try {
            delete(id).statusCode(204);

            create(id, Map.of())
                    .statusCode(503)
                    .body("message", is("The space " + id + " is still being deleted. Please try again later."));

            asElastic().get(PATH + "/{id}", id).then().statusCode(404);
            create(newId(), Map.of()).statusCode(200);
        } finally {
            Backends.kafka().start();
        }
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> create(id, Map.of()).statusCode(200));
        assertThat(Events.of(DELETED, id)).hasSize(1);
    }

    private static Instant createdBefore(Events.Seen deletion) {
        return Instant.parse(deletion.data().path("createdBefore").asText());
    }

    private Instant createdAt(String id) throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select created_at from space where id = ?")) {
            select.setString(1, id);
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getTimestamp(1).toInstant();
            }
        }
    }
}

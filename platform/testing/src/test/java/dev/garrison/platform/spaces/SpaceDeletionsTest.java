package dev.garrison.platform.spaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SpaceDeletionsTest {
    private static final String DELETED = "security.space.deleted";

    @Inject
    Deletions deletions;

    private final String space = UUID.randomUUID().toString();

    @Test
    void whatIsBoundToADeletedSpaceIsToldOnceAndHowOldItMustBe() {
        var id = UUID.randomUUID().toString();
        var data = "{\"spaceId\":\"%s\",\"createdBefore\":\"2026-11-25T10:00:00.500Z\"}".formatted(space);
        Events.send(id, DELETED, space, data);
        Events.send(id, DELETED, space, data);
        Events.send(UUID.randomUUID().toString(), DELETED, space, data.replace("10:00", "11:00"));

        await().untilAsserted(() -> assertThat(deletions.of(space))
                .containsExactly(Instant.parse("2026-11-25T10:00:00.500Z"), Instant.parse("2026-11-25T11:00:00.500Z")));
    }

    @Test
    void anEventThatDoesNotSayHowOldDeletesNothing() {
        Events.send(UUID.randomUUID().toString(), DELETED, space, "{\"spaceId\":\"%s\"}".formatted(space));
        Events.send(
                UUID.randomUUID().toString(),
                DELETED,
                space,
                "{\"spaceId\":\"%s\",\"createdBefore\":\"yesterday\"}".formatted(space));

        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions() // until there is something in it, the topic may not exist
                .untilAsserted(() -> assertThat(Events.onTopic("garrison.dead-letter.probe"))
                        .filteredOn(event -> event.subject().equals(space))
                        .hasSize(2));
        assertThat(deletions.of(space)).isEmpty();
    }
}

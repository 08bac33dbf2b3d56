package dev.garrison.platform.spaces;

import dev.garrison.platform.events.EventHandler;
import dev.garrison.platform.events.ReceivedEvent;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/** Empties a deleted space in this service: {@code security.space.deleted}. A service with nothing in spaces does not listen. */
@ApplicationScoped
class SpaceDeletions implements EventHandler {
    private final List<SpaceBound> all;

    SpaceDeletions(@All List<SpaceBound> all) {
        this.all = all;
    }

    @Override
    public Set<String> types() {
        return all.isEmpty() ? Set.of() : Set.of("security.space.deleted");
    }

    @Override
    public void handle(ReceivedEvent event) {
        var space = event.data().path("spaceId").textValue();
        var createdBefore = time(event.data().path("createdBefore").textValue());
        if (space == null || createdBefore == null) {
            throw new IllegalArgumentException("Not a space's deletion: " + event.data());
        }
        all.forEach(bound -> bound.deleteOf(space, createdBefore));
    }

    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}

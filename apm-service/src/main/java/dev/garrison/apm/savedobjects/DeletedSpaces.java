package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.SavedObjectChanged.Change;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.spaces.SpaceBound;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** With a space go its objects; those that other spaces see too are only seen there no more. */
@ApplicationScoped
class DeletedSpaces implements SpaceBound {
    private final SavedObjectRepository objects;
    private final LegacyUrlAliases aliases;
    private final Outbox outbox;

    DeletedSpaces(SavedObjectRepository objects, LegacyUrlAliases aliases, Outbox outbox) {
        this.objects = objects;
        this.aliases = aliases;
        this.outbox = outbox;
    }

    @Override
    public void deleteOf(String space, Instant createdBefore) {
        var gone = objects.deleteSpace(space, createdBefore);
        aliases.deleteTo(gone);
        aliases.deleteSpace(space);
        outbox.publishAll(gone.stream()
                .map(object -> SavedObjectChanged.of(Change.deleted, object))
                .toList());
    }
}

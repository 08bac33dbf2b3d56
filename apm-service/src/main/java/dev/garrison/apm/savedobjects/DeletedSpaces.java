package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.SavedObjectChanged.Change;
import dev.garrison.platform.events.Outbox;
import dev.garrison.platform.spaces.SpaceBound;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

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
        var gone = objects.deleteOnlyIn(space, createdBefore);
        aliases.deleteTo(gone);
        aliases.deleteSpace(space, createdBefore);
        publish(Change.deleted, gone);
        publish(Change.updated, objects.withdrawFrom(space, createdBefore));
    }

    private void publish(Change change, List<SavedObject> changed) {
        outbox.publishAll(changed.stream()
                .map(object -> SavedObjectChanged.of(change, object))
                .toList());
    }
}

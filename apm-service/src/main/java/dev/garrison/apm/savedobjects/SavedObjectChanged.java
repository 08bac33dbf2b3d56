package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.platform.events.DomainEvent;
import java.util.List;

/**
 * {@code apm.saved-object.changed}.
 *
 * @param spaces where it is after the change; where it was, if it is deleted
 */
record SavedObjectChanged(Change change, @JsonProperty("type") String objectType, String id, List<String> spaces)
        implements DomainEvent {
    enum Change {
        created,
        updated,
        deleted
    }

    static SavedObjectChanged of(Change change, SavedObject object) {
        return new SavedObjectChanged(change, object.type(), object.id(), object.spaces());
    }

    @Override
    public String type() {
        return "apm.saved-object.changed";
    }

    @Override
    public String subject() {
        return objectType + "/" + id;
    }
}

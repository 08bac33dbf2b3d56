package dev.garrison.security.spaces;

import java.util.Set;

/** What the caller may do in a space. */
public record AuthorizedPurposes(
        boolean any, boolean copySavedObjectsIntoSpace, boolean findSavedObjects, boolean shareSavedObjectsIntoSpace) {
    /** @param held privileges in the space; {@code *} holds all */
    static AuthorizedPurposes of(Set<String> held) {
        if (held.contains("*")) {
            return new AuthorizedPurposes(true, true, true, true);
        }
        var mayEnter = held.contains("login:");
        return new AuthorizedPurposes(
                mayEnter,
                held.contains("savedObjectsManagement:copyIntoSpace"),
                mayEnter && held.contains("saved_object:config/get"),
                held.contains("savedObjectsManagement:shareIntoSpace"));
    }

    boolean include(Purpose purpose) {
        return switch (purpose) {
            case any -> any;
            case copySavedObjectsIntoSpace -> copySavedObjectsIntoSpace;
            case shareSavedObjectsIntoSpace -> shareSavedObjectsIntoSpace;
        };
    }

    boolean includeOne() {
        return any || copySavedObjectsIntoSpace || findSavedObjects || shareSavedObjectsIntoSpace;
    }
}

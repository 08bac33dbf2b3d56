package dev.garrison.apm.savedobjects;

import java.util.List;

/**
 * How an object whose import failed is imported after all.
 *
 * @param overwrite whether it takes the place of what is there
 * @param destinationId id under which it is written; null: its own
 * @param createNewCopy whether it forgets what it is a copy of
 */
public record Retry(
        String type,
        String id,
        boolean overwrite,
        String destinationId,
        List<Replacement> replaceReferences,
        boolean createNewCopy,
        boolean ignoreMissingReferences) {

    /** References to one object that are to lead to another. */
    public record Replacement(String type, String from, String to) {}

    public ObjectKey key() {
        return new ObjectKey(type, id);
    }

    Reference replace(Reference reference) {
        if (replaceReferences != null) {
            for (var replacement : replaceReferences) {
                if (reference.type().equals(replacement.type())
                        && reference.id().equals(replacement.from())) {
                    return new Reference(reference.name(), reference.type(), replacement.to());
                }
            }
        }
        return reference;
    }
}

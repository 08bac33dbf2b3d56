package dev.garrison.apm.savedobjects;

/** What became of one object among many. */
public sealed interface Outcome {
    record Done(SavedObject object) implements Outcome {}

    record Refused(ObjectKey key, ItemError error) implements Outcome {}

    /** Where there is only one. */
    default SavedObject orThrow() {
        if (this instanceof Refused refused) {
            throw refused.error().alone();
        }
        return ((Done) this).object();
    }
}

package dev.garrison.security.spaces;

/** What a list of spaces is wanted for. */
public enum Purpose {
    any,
    copySavedObjectsIntoSpace,
    shareSavedObjectsIntoSpace
}

package dev.garrison.apm.savedobjects;

import jakarta.validation.constraints.NotNull;

/** Names a saved object within a space. */
public record ObjectKey(@NotNull String type, @NotNull String id) {
    @Override
    public String toString() {
        return type + ":" + id;
    }
}

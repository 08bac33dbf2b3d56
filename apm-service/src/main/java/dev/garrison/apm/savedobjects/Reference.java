package dev.garrison.apm.savedobjects;

import jakarta.validation.constraints.NotNull;

/** From one saved object to another, which need not exist. */
public record Reference(@NotNull String name, @NotNull String type, @NotNull String id) {
    public ObjectKey target() {
        return new ObjectKey(type, id);
    }
}

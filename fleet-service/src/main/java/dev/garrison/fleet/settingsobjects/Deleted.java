package dev.garrison.fleet.settingsobjects;

import jakarta.validation.constraints.NotNull;

/** What a DELETE answers. */
public record Deleted(@NotNull String id) {}

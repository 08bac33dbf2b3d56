package dev.garrison.fleet.epm.assets;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;

/**
 * Something that an install has made.
 *
 * @param originId its id in the package, where a space has it under another one
 * @param version of a transform
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssetReference(@NotNull String id, @NotNull String type, String originId, String version) {
    public static AssetReference of(String type, String id) {
        return new AssetReference(id, type, null, null);
    }
}

package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An icon or a screenshot.
 *
 * @param src as the manifest has it, {@code /img/logo.svg}
 * @param path the same as a path of the registry, {@code /package/NAME/VERSION/img/logo.svg}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Image(
        String src, String path, String title, String size, String type, @JsonProperty("dark_mode") Boolean darkMode) {}

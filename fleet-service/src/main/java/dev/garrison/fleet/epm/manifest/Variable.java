package dev.garrison.fleet.epm.manifest;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Something that a package policy sets.
 *
 * @param type text, password, bool, integer, yaml, select, textarea, url, email, duration and what later versions of the format know
 * @param defaultValue null where there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public record Variable(
        String name,
        String type,
        String title,
        String description,
        Boolean multi,
        Boolean required,
        @JsonProperty("show_user") Boolean showUser,
        @JsonProperty("default") JsonNode defaultValue,
        Boolean secret,
        List<Option> options,
        @JsonProperty("hide_in_deployment_modes") List<String> hideInDeploymentModes) {

    public boolean isMulti() {
        return Boolean.TRUE.equals(multi);
    }

    public boolean isRequired() {
        return Boolean.TRUE.equals(required);
    }

    public boolean isSecret() {
        return Boolean.TRUE.equals(secret);
    }

    /** What a {@code select} offers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Option(String text, String value) {}
}

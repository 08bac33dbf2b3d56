package dev.garrison.security.spaces;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * A space as clients write it; null where they did not.
 *
 * @param id on update well formed, but the path's counts
 * @param disabledFeatures ids of features, or anything else
 * @param reserved accepted, and without effect
 * @param imageUrl a data URL, or empty
 */
public record WriteSpace(
        @NotNull
                @Size(max = 1000)
                @Pattern(regexp = "^[a-z0-9_-]+$", message = "must be lower case, a-z, 0-9, '_', and '-' are allowed")
                String id,
        @NotNull @Size(min = 1) String name,
        String description,
        @Size(max = 2) String initials,
        @Pattern(regexp = "^#[a-zA-Z0-9]{6}$", message = "must be a 6 digit hex color, starting with a #") String color,
        List<String> disabledFeatures,
        @JsonProperty("_reserved") Boolean reserved,
        @Rule(Image.class) String imageUrl,
        Solution solution) {
    /** What a browser may show without asking another site. */
    public static final class Image implements Rule.Check {
        @Override
        public String problem(JsonNode url) {
            return url.textValue().isEmpty() || url.textValue().startsWith("data:image")
                    ? null
                    : "must start with 'data:image'";
        }
    }
}

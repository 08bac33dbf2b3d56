package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new case as the client describes it. */
public record CreateCase(
        @NotNull @Rule(Limits.Title.class) @Schema(maxLength = Limits.TITLE) String title,
        @NotNull @Rule(Limits.Description.class) @Schema(maxLength = Limits.DESCRIPTION) String description,
        @NotNull @Rule(Limits.Tags.class) List<String> tags,
        @Rule(Limits.Category.class) @Schema(nullable = true, maxLength = Limits.CATEGORY) String category,
        Severity severity,
        @Rule(Limits.Assignees.class) @Schema(nullable = true) List<Assignee> assignees,
        @NotNull @Rule(CaseConnector.FieldsFitType.class) CaseConnector connector,
        @NotNull CaseSettings settings,
        @NotNull Owner owner,
        @Rule(Limits.CustomFields.class) List<CustomField> customFields) {
    /** @param uid of a user's profile */
    public record Assignee(@NotNull String uid) {}

    /** @param syncAlerts whether the case's alerts take its status */
    public record CaseSettings(@NotNull Boolean syncAlerts) {}

    public enum CustomFieldType {
        @JsonProperty("text")
        TEXT,
        @JsonProperty("toggle")
        TOGGLE
    }

    /** @param value a text, true or false, or null */
    public record CustomField(
            @NotNull String key, @NotNull CustomFieldType type, @NotNull @Schema(nullable = true) JsonNode value) {}
}

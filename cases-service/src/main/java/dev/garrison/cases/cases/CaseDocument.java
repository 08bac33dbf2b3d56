package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A case as clients see it. What is unset is null here, not absent. */
@JsonInclude
public record CaseDocument(
        String id,
        String version,
        Owner owner,
        String title,
        String description,
        List<String> tags,
        @Schema(nullable = true) String category,
        Severity severity,
        Status status,
        List<CreateCase.Assignee> assignees,
        CreateCase.CaseSettings settings,
        CaseConnector connector,
        List<CreateCase.CustomField> customFields,
        List<ObjectNode> comments,
        int totalAlerts,
        int totalComment,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("created_by") User createdBy,
        @JsonProperty("updated_at") @Schema(nullable = true) Instant updatedAt,
        @JsonProperty("updated_by") @Schema(nullable = true) User updatedBy,
        @JsonProperty("closed_at") @Schema(nullable = true) Instant closedAt,
        @JsonProperty("closed_by") @Schema(nullable = true) User closedBy,
        @Schema(nullable = true) Long duration,
        @JsonProperty("external_service") @Schema(nullable = true) ObjectNode externalService) {

    static CaseDocument of(Case stored, ObjectMapper json) {
        return new CaseDocument(
                stored.id,
                stored.versionText(),
                Owner.valueOf(stored.owner),
                stored.title,
                stored.description,
                List.of(stored.tags),
                stored.category,
                Severity.valueOf(stored.severity),
                Status.fromString(stored.status),
                Arrays.stream(stored.assignees).map(CreateCase.Assignee::new).toList(),
                new CreateCase.CaseSettings(stored.syncAlerts),
                read(stored.connector, CaseConnector.class, json),
                List.of(read(stored.customFields, CreateCase.CustomField[].class, json)),
                List.of(), // attachments are not kept yet
                stored.totalAlerts,
                stored.totalComments,
                stored.createdAt,
                read(stored.createdBy, User.class, json),
                stored.updatedAt,
                read(stored.updatedBy, User.class, json),
                stored.closedAt,
                read(stored.closedBy, User.class, json),
                stored.duration,
                (ObjectNode) stored.externalService);
    }

    private static <T> T read(JsonNode stored, Class<T> type, ObjectMapper json) {
        try {
            return stored == null ? null : json.treeToValue(stored, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored as written by this service, and now unreadable", e);
        }
    }
}

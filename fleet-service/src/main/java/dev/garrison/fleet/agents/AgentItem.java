package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.database.Row;
import dev.garrison.platform.json.JsonConventions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An agent as clients see it: no secret of its keys. Times that agents have caused end in seconds, others in milliseconds.
 *
 * @param components as the agent reports them
 * @param outputs by name of the output: {@code api_key_id}, {@code type}, {@code to_retire_api_key_ids}
 * @param packages always empty
 * @param policyRevision the last one that the agent has acknowledged
 * @param sort where the agent stands in the order of a list, for {@code searchAfter}
 */
@Schema(name = "Agent")
public record AgentItem(
        String id,
        String type,
        boolean active,
        AgentStatus status,
        Version agent,
        @JsonProperty("policy_id") String policyId,
        @JsonProperty("policy_revision") Integer policyRevision,
        @JsonProperty("enrolled_at") String enrolledAt,
        @JsonProperty("unenrolled_at") String unenrolledAt,
        @JsonProperty("unenrollment_started_at") String unenrollmentStartedAt,
        @JsonProperty("access_api_key_id") String accessApiKeyId,
        @JsonProperty("last_checkin") String lastCheckin,
        @JsonProperty("last_checkin_status") String lastCheckinStatus,
        @JsonProperty("last_checkin_message") String lastCheckinMessage,
        @JsonProperty("unhealthy_reason") List<String> unhealthyReason,
        JsonNode components,
        ObjectNode outputs,
        @JsonProperty("local_metadata") ObjectNode localMetadata,
        @JsonProperty("user_provided_metadata") ObjectNode userProvidedMetadata,
        List<String> tags,
        List<String> namespaces,
        @JsonProperty("upgrade_started_at") String upgradeStartedAt,
        @JsonProperty("upgraded_at") String upgradedAt,
        @JsonProperty("upgrade_details") ObjectNode upgradeDetails,
        @JsonProperty("audit_unenrolled_reason") String auditUnenrolledReason,
        List<String> packages,
        List<JsonNode> sort) {

    public record Version(String id, String version) {}

    /** What {@link #of} reads, over agent {@code a} and its policy {@code p}. */
    static final String COLUMNS = "a.*, " + AgentStatus.SQL + " as status";

    static AgentItem of(Row row) {
        return of(row, null);
    }

    static AgentItem of(Row row, ArrayNode sort) {
        var version = row.text("agent_version");
        return new AgentItem(
                row.text("id"),
                row.text("type"),
                row.flag("active"),
                AgentStatus.valueOf(row.text("status")),
                version == null ? null : new Version(row.text("id"), version),
                row.text("policy_id"),
                row.integer("policy_revision"),
                seconds(row.instant("enrolled_at")),
                milliseconds(row.instant("unenrolled_at")),
                milliseconds(row.instant("unenrollment_started_at")),
                row.text("access_api_key_id"),
                seconds(row.instant("last_checkin")),
                row.text("last_checkin_status"),
                row.text("last_checkin_message"),
                row.texts("unhealthy_reason"),
                row.json("components"),
                unlessEmpty(row.json("outputs")),
                (ObjectNode) row.json("local_metadata"),
                unlessEmpty(row.json("user_provided_metadata")),
                row.texts("tags"),
                row.texts("namespaces"),
                milliseconds(row.instant("upgrade_started_at")),
                seconds(row.instant("upgraded_at")),
                (ObjectNode) row.json("upgrade_details"),
                row.text("audit_unenrolled_reason"),
                List.of(),
                sort == null ? null : sort.valueStream().toList());
    }

    private static ObjectNode unlessEmpty(JsonNode object) {
        return object == null || object.isEmpty() ? null : (ObjectNode) object;
    }

    private static String seconds(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String milliseconds(Instant time) {
        return time == null ? null : JsonConventions.format(time);
    }
}

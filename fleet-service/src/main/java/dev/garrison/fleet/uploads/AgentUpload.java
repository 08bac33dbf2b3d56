package dev.garrison.fleet.uploads;

import dev.garrison.fleet.database.Row;
import dev.garrison.platform.json.JsonConventions;
import jakarta.validation.constraints.NotNull;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The diagnostics that an agent was asked for.
 *
 * @param id of the file; of the action while there is no file
 * @param filePath where the file is read, or empty
 * @param error why there is none; absent where nothing went wrong
 */
public record AgentUpload(
        @NotNull String id,
        @NotNull String name,
        @NotNull String filePath,
        @NotNull String createTime,
        @NotNull Status status,
        @NotNull String actionId,
        String error) {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'elastic-agent-diagnostics-'yyyy-MM-dd'T'HH-mm-ss'Z-00.zip'")
            .withZone(ZoneOffset.UTC);

    /** How far it has come, as Kibana names it. */
    public enum Status {
        READY,
        AWAITING_UPLOAD,
        DELETED,
        EXPIRED,
        IN_PROGRESS,
        FAILED
    }

    static AgentUpload of(Row row, Instant now) {
        var actionId = row.text("action_id");
        var fileId = row.text("file_id");
        var asked = row.instant("created_at");
        var error = row.text("error");
        if (fileId != null) {
            var name = row.text("name");
            return new AgentUpload(
                    fileId,
                    name,
                    "/api/fleet/agents/files/%s/%s".formatted(segment(fileId), segment(name)),
                    JsonConventions.format(asked),
                    Status.valueOf(row.text("status")),
                    actionId,
                    error);
        }
        var expiration = row.instant("expiration");
        var expired = expiration != null && expiration.isBefore(now);
        return new AgentUpload(
                actionId,
                NAME.format(asked),
                "",
                JsonConventions.format(asked),
                expired ? Status.EXPIRED : error != null ? Status.FAILED : Status.IN_PROGRESS,
                actionId,
                error);
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

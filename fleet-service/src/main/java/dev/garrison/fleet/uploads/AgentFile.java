package dev.garrison.fleet.uploads;

import dev.garrison.fleet.database.Row;
import java.time.Instant;

/**
 * A file that an agent sends, or has sent.
 *
 * @param id of action and agent: each agent sends one file for an action
 * @param uploadId under which it comes
 * @param size in bytes
 * @param sha256 of the whole as the agent says, or null
 */
record AgentFile(
        String id,
        String uploadId,
        String actionId,
        String agentId,
        Source source,
        String name,
        String mimeType,
        long size,
        String sha256,
        Status status,
        Instant createdAt) {

    /** What on the host sends it, as the protocol names it. */
    public enum Source {
        agent,
        endpoint
    }

    /** How far it has come. */
    enum Status {
        AWAITING_UPLOAD,
        READY,
        FAILED,
        DELETED
    }

    static String id(String actionId, String agentId) {
        return actionId + "." + agentId;
    }

    static AgentFile of(Row row) {
        return new AgentFile(
                row.text("id"),
                row.text("upload_id"),
                row.text("action_id"),
                row.text("agent_id"),
                Source.valueOf(row.text("source")),
                row.text("name"),
                row.text("mime_type"),
                row.number("size"),
                row.text("sha256"),
                Status.valueOf(row.text("status")),
                row.instant("created_at"));
    }
}

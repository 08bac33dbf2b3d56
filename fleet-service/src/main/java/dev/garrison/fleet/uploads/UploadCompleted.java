package dev.garrison.fleet.uploads;

import dev.garrison.platform.events.DomainEvent;

/**
 * {@code fleet.upload.completed}: a file that an agent has sent is there.
 *
 * @param fileId under which it is read: {@code /api/fleet/agents/files/{fileId}/{name}}
 * @param source agent or endpoint
 * @param sha256 of the whole as the agent says; absent where it does not
 */
public record UploadCompleted(
        String fileId,
        String uploadId,
        String actionId,
        String agentId,
        AgentFile.Source source,
        String name,
        String mimeType,
        long size,
        String sha256)
        implements DomainEvent {

    static UploadCompleted of(AgentFile file, long size) {
        return new UploadCompleted(
                file.id(),
                file.uploadId(),
                file.actionId(),
                file.agentId(),
                file.source(),
                file.name(),
                file.mimeType(),
                size,
                file.sha256());
    }

    @Override
    public String type() {
        return "fleet.upload.completed";
    }

    @Override
    public String subject() {
        return agentId;
    }
}

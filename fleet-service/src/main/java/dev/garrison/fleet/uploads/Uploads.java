package dev.garrison.fleet.uploads;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.uploads.AgentFile.Source;
import dev.garrison.fleet.uploads.AgentFile.Status;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** How a file comes from an agent: it is announced, sent in chunks in any order, and checked as a whole. */
@ApplicationScoped
class Uploads {
    static final int CHUNK_SIZE = 4 << 20;
    static final long LARGEST_FILE = 100L << 20;
    static final Duration LONGEST = Duration.ofHours(24);

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    Uploads(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @param sha256 of the whole, or null */
    record Announced(
            String actionId, String agentId, Source source, String name, String mimeType, long size, String sha256) {}

    /** Begins an upload. An earlier file for the same action is given up. @return under which id it comes */
    @Transactional
    String begin(Announced file) {
        var uploadId = UUID.randomUUID().toString();
        var fileId = AgentFile.id(file.actionId(), file.agentId());
        database.update(
                """
                insert into agent_file (id, upload_id, action_id, agent_id, source, name, mime_type, size, sha256, status,
                    created_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'AWAITING_UPLOAD', ?)
                on conflict (id) do update set upload_id = excluded.upload_id, source = excluded.source,
                    name = excluded.name, mime_type = excluded.mime_type, size = excluded.size, sha256 = excluded.sha256,
                    status = excluded.status, created_at = excluded.created_at, completed_at = null""",
                fileId,
                uploadId,
                file.actionId(),
                file.agentId(),
                file.source(),
                file.name(),
                file.mimeType(),
                file.size(),
                file.sha256(),
                clock.instant());
        database.update("delete from agent_file_chunk where file_id = ?", fileId);
        return uploadId;
    }

    /** @throws ProtocolException 400: there is no such upload */
    AgentFile require(String uploadId) {
        return require("select * from agent_file where upload_id = ?", uploadId);
    }

    private AgentFile require(String sql, String uploadId) {
        return database.first(sql, AgentFile::of, uploadId)
                .orElseThrow(() -> ProtocolException.badRequest("Bad request: upload " + uploadId + " not found"));
    }

    /**
     * Keeps a chunk, in the place of one that has its number.
     *
     * @throws ProtocolException 400: the upload is over, or was given up
     */
    @Transactional
    void store(String uploadId, int number, byte[] digest, byte[] content) {
        var file = require("select * from agent_file where upload_id = ? for share", uploadId);
        requireOpen(file, "ErrUploadStopped");
        if (number < 0 || (long) number * CHUNK_SIZE >= file.size()) {
            throw new ProtocolException(400, "ErrInvalidChunkNum", "invalid chunk number");
        }
        database.update(
                """
                insert into agent_file_chunk (file_id, number, sha256, content) values (?, ?, ?, ?)
                on conflict (file_id, number) do update set sha256 = excluded.sha256, content = excluded.content""",
                file.id(),
                number,
                digest,
                content);
    }

    private record Chunk(int number, byte[] digest, long length) {}

    /**
     * Checks what has come, and closes the upload.
     *
     * @param transitHash hex of the SHA-256 of all chunks' digests
     * @return false: it is not what was sent, so all of it is thrown away
     * @throws ProtocolException 400: the upload is over; or chunks are missing, and may still come
     */
    @Transactional
    boolean complete(String uploadId, String transitHash) {
        var file = require("select * from agent_file where upload_id = ? for update", uploadId);
        requireOpen(file, "ErrStatusNoUploads");
        var chunks = database.list(
                "select number, sha256, length(content) as length from agent_file_chunk where file_id = ? order by number",
                row -> new Chunk(row.integer("number"), row.bytes("sha256"), row.number("length")),
                file.id());
        if (chunks.size() != (file.size() + CHUNK_SIZE - 1) / CHUNK_SIZE) {
            throw new ProtocolException(400, "ErrMissingChunks", "file incomplete, missing chunks");
        }
        if (!isWhole(chunks, transitHash)) {
            database.update("update agent_file set status = 'FAILED' where id = ?", file.id());
            database.update("delete from agent_file_chunk where file_id = ?", file.id());
            return false;
        }
        long size = chunks.stream().mapToLong(Chunk::length).sum();
        database.update(
                "update agent_file set status = ?, size = ?, completed_at = ? where id = ?",
                Status.READY,
                size,
                clock.instant(),
                file.id());
        outbox.publish(UploadCompleted.of(file, size));
        return true;
    }

    private static boolean isWhole(List<Chunk> chunks, String transitHash) {
        var transit = Sha256.digest();
        chunks.forEach(chunk -> transit.update(chunk.digest()));
        boolean full = chunks.stream().limit(chunks.size() - 1L).allMatch(chunk -> chunk.length() == CHUNK_SIZE);
        return full && HexFormat.of().formatHex(transit.digest()).equalsIgnoreCase(transitHash);
    }

    private void requireOpen(AgentFile file, String code) {
        if (file.status() != Status.AWAITING_UPLOAD) {
            throw new ProtocolException(400, code, "the upload is over");
        }
        if (file.createdAt().plus(LONGEST).isBefore(clock.instant())) {
            throw new ProtocolException(400, "ErrUploadExpired", "the upload has expired");
        }
    }
}

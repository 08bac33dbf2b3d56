package dev.garrison.fleet.uploads;

import dev.garrison.fleet.database.Database;
import dev.garrison.fleet.uploads.AgentFile.Status;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What has become of files that agents sent: reading them, and letting them go. */
@ApplicationScoped
class AgentFiles {
    private final Database database;
    private final Clock clock;

    AgentFiles(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @return nothing where there is none, or not all of it yet */
    Optional<AgentFile> findReady(String fileId) {
        return database.first(
                "select * from agent_file where id = ? and status = ?", AgentFile::of, fileId, Status.READY);
    }

    /**
     * Writes the content, of which never more than a chunk is in memory.
     *
     * @throws IOException the client has gone, or the file has meanwhile
     */
    void copy(AgentFile file, OutputStream to) throws IOException {
        long left = file.size();
        for (int number = 0; left > 0; number++) {
            var chunk = database.first(
                            """
                            select content from agent_file_chunk join agent_file on id = file_id
                            where file_id = ? and number = ? and upload_id = ?""",
                            row -> row.bytes("content"),
                            file.id(),
                            number,
                            file.uploadId())
                    .orElseThrow(() -> new IOException("The file was deleted while it was read"));
            to.write(chunk);
            left -= chunk.length;
        }
    }

    /**
     * Removes the content for good.
     *
     * @throws ApiException 400: no such file
     */
    @Transactional
    void delete(String fileId) {
        if (database.update("update agent_file set status = ? where id = ?", Status.DELETED, fileId) == 0) {
            throw ApiException.badRequest("Failed to update file %s metadata", fileId);
        }
        database.update("delete from agent_file_chunk where file_id = ?", fileId);
    }

    /** Uploads that nobody goes on with have failed; their content goes. @param after how long an upload may take */
    @Transactional
    void giveUpUnfinished(Duration after) {
        endAll(Status.AWAITING_UPLOAD, after, Status.FAILED);
    }

    /** Files that were kept for long enough count as deleted. */
    @Transactional
    void deleteOlderThan(Duration age) {
        endAll(Status.READY, age, Status.DELETED);
    }

    /** Nothing is known any more of files that have no content. */
    @Transactional
    void forgetOlderThan(Duration age) {
        database.update(
                "delete from agent_file where status in ('DELETED', 'FAILED') and created_at < ?",
                clock.instant().minus(age));
    }

    private void endAll(Status from, Duration age, Status to) {
        database.update(
                """
                with ended as (
                    update agent_file set status = ? where status = ? and created_at < ? returning id
                )
                delete from agent_file_chunk where file_id in (select id from ended)""",
                to,
                from,
                clock.instant().minus(age));
    }
}

package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Answers REQUEST_DIAGNOSTICS: a zip file goes to the server in chunks, and its upload id into the acknowledgement. */
final class DiagnosticsUpload {
    private static final String UPLOADS = "/api/fleet/uploads";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss'Z-00'").withZone(ZoneOffset.UTC);

    private final SimulatedAgent agent;
    private final String actionId;
    private final String name = "elastic-agent-diagnostics-" + FILE_TIME.format(Instant.now()) + ".zip";
    private final byte[] zip;
    private final MessageDigest transit = sha256();

    DiagnosticsUpload(SimulatedAgent agent, String actionId) {
        this.agent = agent;
        this.actionId = actionId;
        this.zip = zip();
    }

    Future<ObjectNode> run() {
        var begin = SimulatedAgent.JSON
                .createObjectNode()
                .put("action_id", actionId)
                .put("agent_id", agent.id())
                .put("src", "agent");
        begin.putObject("file")
                .put("name", name)
                .put("mime_type", "application/zip")
                .put("size", zip.length)
                .putObject("hash")
                .put("sha256", HexFormat.of().formatHex(sha256().digest(zip)));
        return agent.requests.postRetrying("upload begin", UPLOADS, begin).compose(answer -> {
            var json = AgentRequests.json(answer);
            var upload = json.path("upload_id").asText();
            int chunk = json.path("chunk_size").asInt();
            if (answer.status() != 200 || upload.isEmpty() || chunk <= 0) {
                return AgentActions.failure("upload refused: " + AgentRequests.describe(answer));
            }
            return sendChunk(upload, chunk, 0);
        });
    }

    private Future<ObjectNode> sendChunk(String upload, int size, int number) {
        int from = number * size;
        if (from >= zip.length) {
            return complete(upload);
        }
        var chunk = Buffer.buffer(zip).slice(from, Math.min(zip.length, from + size));
        var digest = sha256().digest(chunk.getBytes());
        transit.update(digest);
        var headers = Map.of(
                "Content-Type",
                "application/octet-stream",
                "X-Chunk-SHA2",
                HexFormat.of().formatHex(digest));
        var path = UPLOADS + "/" + upload + "/" + number;
        return agent.requests
                .retrying("upload chunk", at -> agent.requests.send(HttpMethod.PUT, at, path, headers, chunk, PATIENCE))
                .compose(answer -> answer.status() == 200
                        ? sendChunk(upload, size, number + 1)
                        : AgentActions.failure(
                                "chunk %d refused: %s".formatted(number, AgentRequests.describe(answer))));
    }

    private Future<ObjectNode> complete(String upload) {
        var body = SimulatedAgent.JSON.createObjectNode();
        body.putObject("transithash").put("sha256", HexFormat.of().formatHex(transit.digest()));
        return agent.requests
                .postRetrying("upload complete", UPLOADS + "/" + upload, body)
                .compose(answer -> {
                    if (answer.status() != 200) {
                        return AgentActions.failure("upload not accepted: " + AgentRequests.describe(answer));
                    }
                    agent.group.tell(new AgentEvent.Uploaded(agent, actionId, name, zip));
                    var outcome = SimulatedAgent.JSON.createObjectNode();
                    outcome.putObject("data").put("upload_id", upload);
                    return Future.succeededFuture(outcome);
                });
    }

    private byte[] zip() {
        var bytes = new ByteArrayOutputStream();
        try (var files = new ZipOutputStream(bytes)) {
            files.setLevel(Deflater.BEST_SPEED);
            add(files, "version.txt", ("version: " + agent.version() + "\n").getBytes(StandardCharsets.UTF_8));
            add(
                    files,
                    "state.yaml",
                    "id: %s\npolicy: %s\nrevision: %d\nlog_level: %s\n"
                            .formatted(agent.id(), agent.policyId(), agent.revision(), agent.logLevel())
                            .getBytes(StandardCharsets.UTF_8));
            if (agent.group.options.diagnosticsSize > 0) {
                var noise = new byte[agent.group.options.diagnosticsSize]; // cannot be compressed, so the size holds
                new Random(actionId.hashCode()).nextBytes(noise);
                add(files, "logs/elastic-agent.ndjson", noise);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream files, String name, byte[] content) throws IOException {
        files.putNextEntry(new ZipEntry(name));
        files.write(content);
        files.closeEntry();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

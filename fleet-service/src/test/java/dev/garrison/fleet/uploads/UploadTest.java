package dev.garrison.fleet.uploads;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.TestAgent;
import dev.garrison.platform.testing.Backends;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class UploadTest {
    private static final int CHUNK = 4 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Inject
    UploadCleanup cleanup;

    private TestAgent agent;
    private String actionId;

    @BeforeEach
    void anAgentIsAskedForItsDiagnostics() {
        agent = fleet.healthyAgent();
        actionId = with("fleet-agents-read")
                .body(Map.of("additional_metrics", new String[] {"CPU"}))
                .post("/api/fleet/agents/{id}/request_diagnostics", agent.id())
                .then()
                .statusCode(200)
                .extract()
                .path("actionId");
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private ObjectNode announcement(long size) {
        var body = JSON.createObjectNode()
                .put("action_id", actionId)
                .put("agent_id", agent.id())
                .put("src", "agent");
        body.putObject("file")
                .put("name", "diagnostics one.zip")
                .put("mime_type", "application/zip")
                .put("size", size);
        return body;
    }

    private TestAgent.Reply post(String path, JsonNode body) {
        return TestAgent.send(TestAgent.request(fleet.port(), path, agent.apiKey(), body));
    }

    private TestAgent.Reply begin(JsonNode body) {
        return post("/api/fleet/uploads", body);
    }

    private String begin(long size) {
        var begun = begin(announcement(size));
        assertThat(begun.status()).isEqualTo(200);
        assertThat(begun.body().get("chunk_size").asInt()).isEqualTo(CHUNK);
        return begun.body().get("upload_id").asText();
    }

    private TestAgent.Reply chunk(String upload, String number, byte[] content, byte[] digest, String apiKey) {
        return TestAgent.send(TestAgent.builder(fleet.port(), "/api/fleet/uploads/" + upload + "/" + number)
                .header("Authorization", "ApiKey " + apiKey)
                .header("X-Chunk-SHA2", HexFormat.of().formatHex(digest))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                .build());
    }

    private TestAgent.Reply chunk(String upload, int number, byte[] content) {
        return chunk(upload, String.valueOf(number), content, sha256(content), agent.apiKey());
    }

    private TestAgent.Reply finish(String upload, byte[] transitHash) {
        var body = JSON.createObjectNode();
        body.putObject("transithash").put("sha256", HexFormat.of().formatHex(transitHash));
        return post("/api/fleet/uploads/" + upload, body);
    }

    private String fileId() {
        return actionId + "." + agent.id();
    }

    private String upload(byte[] content) {
        var upload = begin(content.length);
        assertThat(chunk(upload, 0, content).status()).isEqualTo(200);
        assertThat(finish(upload, sha256(sha256(content))).status()).isEqualTo(200);
        return upload;
    }

    @Test
    void whatAnAgentSendsInChunksIsReadByteForByte() {
        asSuperuser()
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(actionId))
                .body("items[0].status", equalTo("IN_PROGRESS"))
                .body("items[0].filePath", equalTo(""))
                .body("items[0].error", nullValue())
                .body(
                        "items[0].name",
                        matchesRegex("elastic-agent-diagnostics-\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\dZ-00.zip"));
        var told = agent.checkin().action();
        assertThat(told.get("type").asText()).isEqualTo("REQUEST_DIAGNOSTICS");
        assertThat(told.at("/data/additional_metrics/0").asText()).isEqualTo("CPU");

        var first = bytes(CHUNK);
        var second = bytes(12_345);
        var upload = begin(CHUNK + 12_345L);
        assertThat(chunk(upload, 1, first).status()).isEqualTo(200);
        assertThat(chunk(upload, 1, second).status()).isEqualTo(200); // in the place of the one before
        assertThat(finish(upload, sha256()).error()).isEqualTo("ErrMissingChunks");
        assertThat(chunk(upload, 0, first).status()).isEqualTo(200);
        var finished = finish(upload, sha256(sha256(first), sha256(second)));
        assertThat(finished.status()).isEqualTo(200);
        assertThat(finished.body().get("status").asText()).isEqualTo("ok");
        agent.ack(actionId, Map.of("data", Map.of("upload_id", upload)));

        String path = with("fleet-agents-read")
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(fileId()))
                .body("items[0].actionId", equalTo(actionId))
                .body("items[0].status", equalTo("READY"))
                .body("items[0].name", equalTo("diagnostics one.zip"))
                .extract()
                .path("items[0].filePath");
        assertThat(path).isEqualTo("/api/fleet/agents/files/" + fileId() + "/diagnostics%20one.zip");
        var content = with("fleet-agents-read")
                .urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .header("content-type", equalTo("application/octet-stream"))
                .header("content-length", equalTo(String.valueOf(CHUNK + 12_345)))
                .header("content-disposition", equalTo("attachment; filename=\"diagnostics one.zip\""))
                .header("cache-control", equalTo("max-age=31536000, immutable"))
                .header("x-content-type-options", equalTo("nosniff"))
                .extract()
                .asByteArray();
        assertThat(sha256(content)).isEqualTo(sha256(first, second));
        assertThat(fleet.activity(actionId).getString("status")).isEqualTo("COMPLETE");
        await().untilAsserted(() -> assertThat(Events.of("fleet.upload.completed", agent.id()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.data().get("fileId").asText()).isEqualTo(fileId());
                    assertThat(event.data().get("source").asText()).isEqualTo("agent");
                    assertThat(event.data().get("size").asLong()).isEqualTo(CHUNK + 12_345);
                }));
    }

    @Test
    void aFileThatIsNotWhatWasSentIsThrownAway() {
        var content = bytes(1000);
        var upload = begin(1000);
        chunk(upload, 0, content);
        assertThat(finish(upload, sha256(content)).error()).isEqualTo("ErrFailValidation");
        assertThat(stored.count("agent_file_chunk where file_id = ?1", fileId()))
                .isZero();
        assertThat(chunk(upload, 0, content).error()).isEqualTo("ErrUploadStopped");
        assertThat(finish(upload, sha256(sha256(content))).error()).isEqualTo("ErrStatusNoUploads");
        asSuperuser()
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .body("items[0].status", equalTo("FAILED"));
        asSuperuser().get("/api/fleet/agents/files/{id}/x.zip", fileId()).then().statusCode(404);

        upload(content); // the agent may try again
        asSuperuser()
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .body("items[0].status", equalTo("READY"));
    }

    @Test
    void announcementsAreChecked() {
        assertThat(begin(JSON.createObjectNode()).error()).isEqualTo("ErrAgentIDMissing");
        var withoutSource = announcement(1);
        withoutSource.remove("src");
        assertThat(begin(withoutSource).error()).isEqualTo("ErrFieldRequired");
        var withoutSize = announcement(1);
        ((ObjectNode) withoutSize.get("file")).remove("size");
        assertThat(begin(withoutSize).error()).isEqualTo("ErrFileSizeRequired");
        assertThat(begin(announcement(0)).error()).isEqualTo("ErrInvalidFileSize");
        assertThat(begin(announcement(104_857_601)).error()).isEqualTo("ErrFileSizeTooLarge");
        var other = fleet.agent();
        assertThat(TestAgent.send(
                                TestAgent.request(fleet.port(), "/api/fleet/uploads", other.apiKey(), announcement(1)))
                        .error())
                .isEqualTo("ErrAgentIdentity");
        assertThat(stored.count("agent_file where agent_id = ?1", agent.id())).isZero();
    }

    @Test
    void chunksAreChecked() {
        var upload = begin(1000);
        var content = bytes(1000);
        assertThat(chunk(upload, "0", content, sha256(), agent.apiKey()).error())
                .isEqualTo("ErrHashMismatch");
        assertThat(chunk(upload, 1, content).error()).isEqualTo("ErrInvalidChunkNum");
        assertThat(chunk(upload, "x", content, sha256(content), agent.apiKey()).error())
                .isEqualTo("ErrInvalidChunkNum");
        assertThat(chunk("unknown", 0, content).status()).isEqualTo(400);
        assertThat(chunk(upload, "0", content, sha256(content), fleet.agent().apiKey())
                        .status())
                .isEqualTo(403);
        assertThat(chunk(upload, 0, new byte[CHUNK + 1]).status()).isEqualTo(413);
        assertThat(stored.count("agent_file_chunk where file_id = ?1", fileId()))
                .isZero();
        stored.execute("update agent_file set created_at = now() - interval '25 hours' where id = ?1", fileId());
        assertThat(chunk(upload, 0, content).error()).isEqualTo("ErrUploadExpired");
        cleanup.run();
        assertThat(chunk(upload, 0, content).error()).isEqualTo("ErrUploadStopped");
    }

    @Test
    void aDeletedFileIsGone() {
        upload(bytes(1000));
        with("fleet-agents-read")
                .delete("/api/fleet/agents/files/{id}", fileId())
                .then()
                .statusCode(403);
        with("fleet-agents-all")
                .delete("/api/fleet/agents/files/{id}", fileId())
                .then()
                .statusCode(200)
                .body("id", equalTo(fileId()))
                .body("deleted", equalTo(true));
        assertThat(stored.count("agent_file_chunk where file_id = ?1", fileId()))
                .isZero();
        asSuperuser().get("/api/fleet/agents/files/{id}/x.zip", fileId()).then().statusCode(404);
        asSuperuser().get("/api/fleet/agents/{id}/uploads", agent.id()).then().body("items", hasSize(0));
        asSuperuser()
                .delete("/api/fleet/agents/files/unknown")
                .then()
                .statusCode(400)
                .body("message", equalTo("Failed to update file unknown metadata"));
    }

    @Test
    void filesAreKeptForAMonth() {
        upload(bytes(1000));
        stored.execute("update agent_file set created_at = now() - interval '29 days' where id = ?1", fileId());
        cleanup.run();
        assertThat(stored.count("agent_file_chunk where file_id = ?1", fileId()))
                .isEqualTo(1);
        stored.execute("update agent_file set created_at = now() - interval '31 days' where id = ?1", fileId());
        cleanup.run();
        assertThat(stored.count("agent_file_chunk where file_id = ?1", fileId()))
                .isZero();
    }

    @Test
    void whyThereIsNoFileIsTold() {
        agent.ack(actionId, Map.of("error", "disk full"));
        asSuperuser()
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .body("items[0].status", equalTo("FAILED"))
                .body("items[0].error", equalTo("disk full"));
        stored.execute("update agent_action set expiration = now() where action_id = ?1", actionId);
        asSuperuser()
                .get("/api/fleet/agents/{id}/uploads", agent.id())
                .then()
                .body("items[0].status", equalTo("EXPIRED"));
        asSuperuser()
                .get("/api/fleet/agents/nobody/uploads")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void anAgentThatIsTooOldIsNotAsked() {
        stored.execute("update agent set agent_version = '8.6.2' where id = ?1", agent.id());
        asSuperuser()
                .post("/api/fleet/agents/{id}/request_diagnostics", agent.id())
                .then()
                .statusCode(400)
                .body("message", equalTo("Agent " + agent.id() + " does not support request diagnostics action."));
        var bulk = with("fleet-agents-read")
                .body(Map.of("agents", new String[] {agent.id(), "nobody"}))
                .post("/api/fleet/agents/bulk_request_diagnostics")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("actionId");
        assertThat(fleet.activity(bulk).getString("status")).isEqualTo("FAILED");
        assertThat(fleet.activity(bulk).getInt("nbAgentsActionCreated")).isEqualTo(1);
        asSuperuser()
                .post("/api/fleet/agents/nobody/request_diagnostics")
                .then()
                .statusCode(404);
    }
}

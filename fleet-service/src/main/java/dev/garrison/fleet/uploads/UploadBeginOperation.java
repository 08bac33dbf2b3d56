package dev.garrison.fleet.uploads;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.checkin.AgentAuthentication;
import dev.garrison.fleet.checkin.RequestBody;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import dev.garrison.fleet.uploads.AgentFile.Source;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/** An agent announces a file. */
@ApplicationScoped
class UploadBeginOperation implements Operation {
    private static final Route ROUTE =
            new Route("upload-begin", HttpMethod.POST, "/api/fleet/uploads", true, 5 << 20, 200, 1000, 100);

    private final AgentAuthentication authentication;
    private final Uploads uploads;
    private final ObjectMapper json;

    UploadBeginOperation(AgentAuthentication authentication, Uploads uploads, ObjectMapper json) {
        this.authentication = authentication;
        this.uploads = uploads;
        this.json = json;
    }

    private record Begun(@JsonProperty("upload_id") String uploadId, @JsonProperty("chunk_size") int chunkSize) {}

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var body = RequestBody.of(request, json);
        var agentId = body.text("agent_id");
        if (agentId == null || agentId.isEmpty()) {
            throw new ProtocolException(400, "ErrAgentIDMissing", "required field agent_id is missing");
        }
        authentication.requireKeyOf(request, agentId);
        var uploadId = uploads.begin(announced(body, agentId));
        return Answer.json(200, new Begun(uploadId, Uploads.CHUNK_SIZE), json);
    }

    private static Uploads.Announced announced(RequestBody body, String agentId) {
        var actionId = require(body, "action_id");
        var source = source(require(body, "src"));
        var file = body.body("file");
        if (file == null) {
            throw fieldRequired("file");
        }
        var hash = file.body("hash");
        return new Uploads.Announced(
                actionId,
                agentId,
                source,
                require(file, "name"),
                require(file, "mime_type"),
                size(file),
                hash == null ? null : hash.text("sha256"));
    }

    private static long size(RequestBody file) {
        var size = file.value("size");
        if (size == null) {
            throw new ProtocolException(400, "ErrFileSizeRequired", "file.size is required");
        }
        if (!size.canConvertToLong() || !size.isIntegralNumber() || size.longValue() <= 0) {
            throw new ProtocolException(400, "ErrInvalidFileSize", "invalid filesize");
        }
        if (size.longValue() > Uploads.LARGEST_FILE) {
            throw new ProtocolException(400, "ErrFileSizeTooLarge", "this file exceeds the maximum allowed file size");
        }
        return size.longValue();
    }

    private static Source source(String name) {
        return Arrays.stream(Source.values())
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProtocolException.badRequest("Bad request: src is not known"));
    }

    private static String require(RequestBody body, String field) {
        var text = body.text(field);
        if (text == null || text.isEmpty()) {
            throw fieldRequired(field);
        }
        return text;
    }

    private static ProtocolException fieldRequired(String field) {
        return new ProtocolException(400, "ErrFieldRequired", "required field " + field + " is missing");
    }
}

package dev.garrison.fleet.uploads;

import dev.garrison.fleet.checkin.AgentAuthentication;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;

/** A part of a file. It may be sent again. */
@ApplicationScoped
class UploadChunkOperation implements Operation {
    private static final Route ROUTE = new Route(
            "upload-chunk",
            HttpMethod.PUT,
            "/api/fleet/uploads/{upload}/{number}",
            true,
            Uploads.CHUNK_SIZE,
            500,
            1000,
            32);

    private final AgentAuthentication authentication;
    private final Uploads uploads;

    UploadChunkOperation(AgentAuthentication authentication, Uploads uploads) {
        this.authentication = authentication;
        this.uploads = uploads;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var file = uploads.require(request.parameter("upload"));
        authentication.requireKeyOf(request, file.agentId());
        var content = request.takeBody();
        var digest = Sha256.digest().digest(content);
        if (!HexFormat.of().formatHex(digest).equalsIgnoreCase(request.header("X-Chunk-SHA2"))) {
            throw new ProtocolException(400, "ErrHashMismatch", "hash does not match the chunk");
        }
        uploads.store(file.uploadId(), number(request.parameter("number")), digest, content);
        return Answer.empty();
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new ProtocolException(400, "ErrInvalidChunkNum", "invalid chunk number");
        }
        return Integer.parseInt(text);
    }
}

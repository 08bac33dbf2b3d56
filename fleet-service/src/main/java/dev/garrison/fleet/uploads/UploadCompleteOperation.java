package dev.garrison.fleet.uploads;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.checkin.AgentAuthentication;
import dev.garrison.fleet.checkin.RequestBody;
import dev.garrison.fleet.fleetserver.AgentRequest;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.fleet.fleetserver.Operation;
import dev.garrison.fleet.fleetserver.ProtocolException;
import dev.garrison.fleet.fleetserver.Route;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** All parts of a file have been sent. */
@ApplicationScoped
class UploadCompleteOperation implements Operation {
    private static final Route ROUTE = new Route(
            "upload-complete", HttpMethod.POST, "/api/fleet/uploads/{upload}", true, 64 << 10, 200, 1000, 100);

    private final AgentAuthentication authentication;
    private final Uploads uploads;
    private final ObjectMapper json;

    UploadCompleteOperation(AgentAuthentication authentication, Uploads uploads, ObjectMapper json) {
        this.authentication = authentication;
        this.uploads = uploads;
        this.json = json;
    }

    @Override
    public Route route() {
        return ROUTE;
    }

    @Override
    public Answer handle(AgentRequest request) {
        var file = uploads.require(request.parameter("upload"));
        authentication.requireKeyOf(request, file.agentId());
        var transitHash = RequestBody.of(request, json).body("transithash");
        if (transitHash == null) {
            throw ProtocolException.badRequest("Bad request: transithash missing");
        }
        if (!uploads.complete(file.uploadId(), transitHash.requireText("sha256"))) {
            throw new ProtocolException(400, "ErrFailValidation", "failed to validate the uploaded file");
        }
        return Answer.json(200, Map.of("status", "ok"), json);
    }
}

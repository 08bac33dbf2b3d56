package dev.garrison.fleet.fleetserver;

import dev.garrison.fleet.apikeys.ApiKey;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A request of an agent, which may be answered at any time by any thread. Small, for tens of thousands wait. */
public final class AgentRequest {
    private static final String API_VERSION_HEADER = "Elastic-Api-Version";
    private static final String REQUEST_ID_HEADER = "X-Request-Id";

    private final HttpServerRequest http;
    private final Context context;
    private final Map<String, String> parameters;
    private final String id;
    private final int largestBody;
    private byte[] body;

    AgentRequest(HttpServerRequest http, Context context, Map<String, String> parameters, String id, int largestBody) {
        this.http = http;
        this.context = context;
        this.parameters = parameters;
        this.id = id;
        this.largestBody = largestBody;
    }

    /** A parameter of the path: anything that a client may put there. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    /** @return null where it is absent */
    public String header(String name) {
        return http.getHeader(name);
    }

    /** @throws ProtocolException the header is absent or malformed */
    public ApiKey apiKey() {
        return ApiKeyHeader.parse(header("Authorization"));
    }

    /** As Go's client says it; others get no compressed answers. */
    public boolean acceptsGzip() {
        return "gzip".equals(header("Accept-Encoding"));
    }

    /**
     * The body, decompressed. Can be taken once: a request that waits keeps none.
     *
     * @throws ProtocolException it is too large, or no gzip where that is announced
     */
    public byte[] takeBody() {
        var taken = body;
        body = null;
        return "gzip".equalsIgnoreCase(header("Content-Encoding")) ? decompress(taken) : taken;
    }

    void receive(byte[] received) {
        body = received;
    }

    private byte[] decompress(byte[] compressed) {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            var plain = gzip.readNBytes(largestBody + 1);
            if (plain.length > largestBody) {
                throw tooLarge();
            }
            return plain;
        } catch (IOException e) {
            throw ProtocolException.badRequest("Bad request: the body is not gzip");
        }
    }

    static ProtocolException tooLarge() {
        return new ProtocolException(413, "ErrBodyTooLarge", "request body too large");
    }

    /** @param listener called when the connection ends before the answer */
    public void onClose(Runnable listener) {
        context.runOnContext(now -> {
            if (http.connection() == null || http.response().closed()) {
                listener.run();
            } else {
                http.response().closeHandler(closed -> listener.run());
            }
        });
    }

    /** Answers; nothing happens where the connection has ended meanwhile. */
    public void answer(Answer answer) {
        var sent = acceptsGzip() ? answer.compressed() : answer;
        context.runOnContext(now -> send(sent));
    }

    private void send(Answer answer) {
        var response = http.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status())
                .putHeader(API_VERSION_HEADER, ProtocolVersion.CURRENT)
                .putHeader(REQUEST_ID_HEADER, id);
        if (answer.gzipped()) {
            response.putHeader("Content-Encoding", "gzip");
        }
        if (answer.body() == null) {
            response.end();
        } else {
            response.putHeader("Content-Type", "application/json; charset=utf-8");
            response.end(Buffer.buffer(answer.body()));
        }
    }
}

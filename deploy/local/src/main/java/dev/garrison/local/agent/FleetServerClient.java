package dev.garrison.local.agent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Requests of agents to Fleet Servers, none of which holds a thread while it waits. To be used on one event loop. */
final class FleetServerClient {
    private static final String API_VERSION = "2023-06-01";

    private final HttpClient client;

    FleetServerClient(HttpClient client) {
        this.client = client;
    }

    /** @param retryAfter what the server asks to wait; null: nothing */
    record Answer(int status, Buffer body, Duration retryAfter) {}

    /** A request on its way. */
    static final class Call {
        private final Promise<Answer> answer = Promise.promise();
        private HttpClientRequest request;
        private boolean cancelled;

        /** Fails when the server cannot be reached or breaks off; any status is a success. */
        Future<Answer> answer() {
            return answer.future();
        }

        /** Breaks the connection off; the answer fails. */
        void cancel() {
            cancelled = true;
            if (request != null) {
                request.reset();
            }
            answer.tryFail("cancelled");
        }
    }

    Call send(HttpMethod method, URI server, String path, Map<String, String> headers, Buffer body, Duration patience) {
        var tls = "https".equals(server.getScheme());
        var options = new RequestOptions()
                .setMethod(method)
                .setSsl(tls)
                .setHost(server.getHost())
                .setPort(server.getPort() >= 0 ? server.getPort() : tls ? 443 : 80)
                .setURI(path)
                .setIdleTimeout(patience.toMillis())
                .putHeader("Accept", "application/json")
                .putHeader("Accept-Encoding", "gzip") // exactly this, as the agent; the client decodes
                .putHeader("Elastic-Api-Version", API_VERSION);
        headers.forEach(options::putHeader);
        var call = new Call();
        client.request(options)
                .compose(request -> {
                    call.request = request;
                    if (call.cancelled) {
                        request.reset();
                    }
                    return request.send(body);
                })
                .compose(response -> response.body().map(content -> answer(response, content)))
                .onSuccess(call.answer::tryComplete)
                .onFailure(call.answer::tryFail);
        return call;
    }

    private static Answer answer(HttpClientResponse response, Buffer body) {
        var retryAfter = response.getHeader("Retry-After");
        return new Answer(
                response.statusCode(),
                body,
                retryAfter != null && retryAfter.matches("\\d{1,6}")
                        ? Duration.ofSeconds(Long.parseLong(retryAfter))
                        : null);
    }
}

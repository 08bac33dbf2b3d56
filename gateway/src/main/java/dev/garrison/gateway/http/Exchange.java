package dev.garrison.gateway.http;

import dev.garrison.gateway.http.ClientAddresses.Origin;
import dev.garrison.gateway.routing.Route;
import dev.garrison.gateway.routing.Target;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;

/**
 * One request and its answer: what is known of it, the answers that the gateway gives itself, and the books that are closed when it is
 * over. Lives on one event loop.
 */
public final class Exchange {
    private static final Set<HttpMethod> SERVED = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json; charset=utf-8");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    private static final int CLIENT_WENT_AWAY = 499; // as nginx logs it
    private static final String[] CHALLENGES = {
        "Basic realm=\"security\", charset=\"UTF-8\"", "Bearer realm=\"security\"", "ApiKey"
    };

    public final HttpServerRequest request;
    public final HttpServerResponse response;
    public final String requestId;
    private final Exchanges common;
    private final long began = System.nanoTime();
    private Origin origin;
    private Target target;
    private Route route;
    private String username;
    private boolean closed;

    Exchange(Exchanges common, HttpServerRequest request) {
        this.common = common;
        this.request = request;
        this.response = request.response();
        this.requestId = RequestIds.of(request.headers());
        common.metrics.begin();
        response.endHandler(this::closeBooks);
    }

    /** @param route null where no service owns the path */
    public void isFor(Target target, Route route) {
        this.target = target;
        this.route = route;
    }

    public void isBy(String username) {
        this.username = username;
    }

    public Target target() {
        return target;
    }

    public Route route() {
        return route;
    }

    String username() {
        return username;
    }

    String serviceName() {
        return route == null ? null : route.service().name();
    }

    Origin origin() {
        if (origin == null) {
            origin = common.addresses.of(request);
        }
        return origin;
    }

    /** The client's address, behind trusted proxies the one that they saw. */
    public String address() {
        return origin().address();
    }

    /** Scheme, host and port as the client knows them. */
    public String baseUrl() {
        return origin().scheme() + "://" + (origin().host() == null ? "localhost" : origin().host());
    }

    /** What services are told of the way here, in place of whatever the client claims. */
    public void describeOrigin(io.vertx.core.MultiMap headers) {
        var from = origin();
        headers.add("x-forwarded-for", from.chain());
        headers.add("x-garrison-client-address", from.address());
        headers.add("x-forwarded-proto", from.scheme());
        if (from.host() != null) {
            headers.add("x-forwarded-host", from.host());
        }
        headers.add(RequestIds.HEADER, requestId);
    }

    public boolean isElasticsearchApi() {
        return route != null && route.isElasticsearchApi();
    }

    /** GET or HEAD: nothing changes, and a body means nothing. */
    public boolean isRead() {
        return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    }

    public static boolean isServed(HttpMethod method) {
        return SERVED.contains(method);
    }

    /** Whether bytes may follow the head. */
    public boolean hasBody() {
        var length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    /** @return -1 where the client did not say */
    public long bodyLength() {
        var length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    public boolean expectsContinue() {
        return request.headers().contains(HttpHeaderNames.EXPECT, "100-continue", true);
    }

    public void refuse(int status) {
        refuse(status, null);
    }

    /** Answers an error. Where a part of another answer is out already, the connection ends, so that nobody takes the part for the whole. */
    public void refuse(int status, String message) {
        if (isAnswered()) {
            abort();
            return;
        }
        common.refusals.answered(this, status);
        if (isElasticsearchApi()) {
            if (status == 401) {
                for (var challenge : CHALLENGES) {
                    response.headers().add(HttpHeaderNames.WWW_AUTHENTICATE, challenge);
                }
            }
            answer(status, JSON, Buffer.buffer(ErrorBodies.elasticsearch(status, message)));
        } else {
            answer(status, JSON, Buffer.buffer(ErrorBodies.kibana(status, message)));
        }
    }

    /** Answers, and reads what is left of the request's body to throw it away. */
    public void answer(int status, CharSequence contentType, Buffer body) {
        if (isAnswered()) {
            return;
        }
        boolean unread = hasBody() && !request.isEnded();
        response.setStatusCode(status);
        var headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.length()));
        if (contentType != null) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        boolean close = unread && endsConnection(status);
        if (close) {
            headers.set(HttpHeaderNames.CONNECTION, CLOSE);
        }
        common.headers.complete(this);
        response.end(body);
        discardBody(unread, close);
    }

    /** After these the client is not to send what it still has. Without the promised 100 nobody knows whether the body comes at all. */
    private boolean endsConnection(int status) {
        return status == 413 || expectsContinue();
    }

    /**
     * A connection closed on unread bytes is reset, and the client would see that instead of the answer: so they are read, for a while.
     */
    private void discardBody(boolean unread, boolean close) {
        if (request.isEnded()) {
            return;
        }
        if (unread) {
            request.handler(null);
            request.exceptionHandler(gone -> {});
            if (close) {
                request.endHandler(read -> request.connection().close());
            } else {
                request.endHandler(null);
            }
            common.vertx.setTimer(common.lingerMillis, late -> {
                if (!request.isEnded()) {
                    request.connection().close();
                }
            });
        }
        request.resume();
    }

    /** The rest of a body that no service wants any more. */
    public void discardBody() {
        discardBody(!request.isEnded(), false);
    }

    /** Completes the headers of a service's answer just before they go out. */
    public void completeHeaders() {
        common.headers.complete(this);
    }

    public boolean isAnswered() {
        return response.headWritten() || response.ended() || response.closed();
    }

    /** Ends the connection in the middle of an answer. */
    public void abort() {
        if (!response.ended() && !response.closed()) {
            response.reset();
        }
        closeBooks(null); // a connection that we close ourselves does not tell
    }

    /** Without the query; where the path was refused, as the client wrote it. */
    String loggedPath() {
        if (target != null) {
            return target.spacePrefix() + target.path();
        }
        var uri = request.uri();
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    private void closeBooks(Void over) {
        if (closed) {
            return;
        }
        closed = true;
        long nanos = System.nanoTime() - began;
        int status = response.ended() ? response.getStatusCode() : CLIENT_WENT_AWAY;
        common.metrics.end(this, status, nanos);
        common.accessLog.write(this, status, nanos);
    }
}

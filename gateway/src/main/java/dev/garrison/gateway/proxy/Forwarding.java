package dev.garrison.gateway.proxy;

import dev.garrison.gateway.authentication.Identity;
import dev.garrison.gateway.http.Exchange;
import dev.garrison.gateway.routing.Route;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpClientConnection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One request on its way to a service and the answer on its way back, both streamed at the pace of the slower side. Everything happens
 * on the event loop of the client's connection.
 */
final class Forwarding {
    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final Handler<AsyncResult<Void>> WRITTEN = ignored -> {};
    private static final Handler<Throwable> REPORTED_ELSEWHERE = ignored -> {};

    private final Forwarder forwarder;
    private final Exchange exchange;
    private final Identity identity;
    private final Route.Allowance allowance;
    private HttpClientRequest upstream;
    private HttpClientResponse answer;

    /** {@link System#nanoTime()} since when it is the service's turn. */
    private long silentSince;

    private boolean servicesTurn;
    private boolean retried;
    private boolean connecting;
    private boolean over;
    private boolean sent;
    private final long length;
    private long received;
    private long missing;

    Forwarding(Forwarder forwarder, Exchange exchange, Identity identity) {
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.identity = identity;
        this.allowance = exchange.route().allowance(exchange.target().path());
        this.length = exchange.bodyLength();
    }

    void begin() {
        if (!exchange.isRead() && length > allowance.maxBodyBytes()) {
            exchange.refuse(413, tooLarge());
            return;
        }
        forwarder.silence.watch(this);
        forwarder.talking.incrementAndGet();
        exchange.response.exceptionHandler(this::clientGone);
        connect();
    }

    private void connect() {
        waitForService();
        connecting = true;
        forwarder.waiting.incrementAndGet();
        forwarder
                .connections
                .here()
                .request(exchange.route()
                        .service()
                        .request(exchange.request.method(), exchange.target().uri()))
                .onComplete(this::connected);
    }

    private void connected(AsyncResult<HttpClientRequest> connection) {
        connecting = false;
        forwarder.waiting.decrementAndGet();
        if (over) {
            if (connection.succeeded()) {
                connection.result().reset();
            }
        } else if (connection.failed()) {
            LOG.debugf("No connection to %s: %s", service(), connection.cause());
            fail(503, service() + " is not available, please try again later");
        } else {
            upstream = connection.result();
            upstream.exceptionHandler(REPORTED_ELSEWHERE);
            upstream.response().onComplete(this::answered);
            send();
        }
    }

    private void send() {
        if (!copyHeaders()) {
            return;
        }
        if (exchange.isRead() || !exchange.hasBody()) {
            sent = true;
            if (length == 0 && !exchange.isRead()) {
                upstream.putHeader(HttpHeaderNames.CONTENT_LENGTH, "0");
            }
            upstream.end(WRITTEN);
            exchange.request.resume(); // whatever a GET brings along is read and ignored
            return;
        }
        if (length >= 0) {
            upstream.putHeader(
                    HttpHeaderNames.CONTENT_LENGTH, exchange.request.getHeader(HttpHeaderNames.CONTENT_LENGTH));
        } else {
            upstream.setChunked(true);
        }
        if (exchange.expectsContinue()) {
            exchange.response.writeContinue();
        }
        waitForClient();
        exchange.request.handler(this::bodyPart);
        exchange.request.endHandler(this::bodyEnded);
        exchange.request.exceptionHandler(this::clientGone);
        exchange.request.resume();
    }

    private boolean copyHeaders() {
        var from = exchange.request.headers();
        var to = upstream.headers();
        var connection = HopHeaders.connection(from);
        int size = exchange.request.uri().length();
        try {
            for (Map.Entry<String, String> header : from) {
                var name = header.getKey();
                size += name.length() + header.getValue().length() + 4;
                if (HopHeaders.passesToService(name, connection)) {
                    to.add(name, header.getValue());
                }
            }
            exchange.describeOrigin(to);
        } catch (IllegalArgumentException e) {
            LOG.debug("A header that cannot be passed on", e);
            fail(400, null);
            return false;
        }
        if (size > forwarder.maxHeaderBytes) {
            fail(431, null);
            return false;
        }
        to.add(HttpHeaderNames.AUTHORIZATION, identity.bearer());
        return true;
    }

    private void bodyPart(Buffer part) {
        if (over || sent) {
            return;
        }
        received += part.length();
        if (received > allowance.maxBodyBytes()) {
            fail(413, tooLarge());
        } else if (received == length) {
            sent = true;
            waitForService();
            upstream.end(part, WRITTEN); // one write less than a part and an end
        } else {
            upstream.write(part, WRITTEN);
            if (upstream.writeQueueFull()) {
                waitForService();
                exchange.request.pause();
                upstream.drainHandler(this::bodyGoesOn);
            }
        }
    }

    private void bodyGoesOn(Void drained) {
        if (!over) {
            waitForClient();
            exchange.request.resume();
        }
    }

    private void bodyEnded(Void end) {
        if (!over && !sent) {
            sent = true;
            waitForService();
            upstream.end(WRITTEN);
        }
    }

    private void answered(AsyncResult<HttpClientResponse> result) {
        if (over) {
            return;
        }
        if (result.failed()) {
            noAnswer(result.cause());
            return;
        }
        answer = result.result();
        waitForService();
        if (answer.statusCode() == 401) {
            forgetIdentity();
        }
        answer.exceptionHandler(this::answerBroken);
        answer.endHandler(this::answerEnded);
        beginAnswer();
    }

    /** A kept-alive connection may have died just when it was needed. What changes nothing is asked again, once. */
    private void noAnswer(Throwable cause) {
        boolean closed = cause instanceof HttpClosedException || cause instanceof IOException;
        if (closed && exchange.isRead() && !retried) {
            retried = true;
            connect();
        } else {
            LOG.debugf("No answer of %s: %s", service(), cause);
            fail(502, service() + " did not answer properly");
        }
    }

    private void forgetIdentity() {
        forwarder.authenticator.forget(
                exchange.request.getHeader(HttpHeaderNames.AUTHORIZATION),
                exchange.target().space());
    }

    private void beginAnswer() {
        var response = exchange.response;
        int status = answer.statusCode();
        response.setStatusCode(status);
        var to = response.headers();
        var connection = HopHeaders.connection(answer.headers());
        for (Map.Entry<String, String> header : answer.headers()) {
            if (HopHeaders.passesToClient(header.getKey(), connection)) {
                to.add(header.getKey(), header.getValue());
            }
        }
        exchange.completeHeaders();
        boolean empty = exchange.request.method() == HttpMethod.HEAD || status == 204 || status == 304;
        missing = empty ? 0 : announcedLength();
        if (missing == 0) {
            response.end();
            return;
        }
        if (missing < 0 && exchange.request.version() != HttpVersion.HTTP_1_0) {
            response.setChunked(true);
        }
        answer.handler(this::answerPart);
    }

    /** @return -1 where the service did not say */
    private long announcedLength() {
        var announced = answer.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return announced == null ? -1 : Long.parseLong(announced);
    }

    private void answerPart(Buffer part) {
        var response = exchange.response;
        if (over || response.ended() || response.closed()) {
            return;
        }
        waitForService();
        if (part.length() == missing) {
            missing = 0;
            response.end(part, null); // one write less than a part and an end
            return;
        }
        missing -= missing < 0 ? 0 : part.length();
        response.write(part, null);
        if (response.writeQueueFull()) {
            waitForClient();
            answer.pause();
            response.drainHandler(drained -> {
                if (!over) {
                    waitForService();
                    answer.resume();
                }
            });
        }
    }

    private void answerEnded(Void end) {
        if (over) {
            return;
        }
        finish();
        if (!exchange.response.ended()) {
            exchange.response.end();
            if (exchange.request.version() == HttpVersion.HTTP_1_0 && missing < 0) {
                exchange.request.connection().close(); // the only way to tell where the body ends
            }
        }
        if (!sent) {
            abandon();
            exchange.discardBody();
        }
    }

    private void answerBroken(Throwable cause) {
        if (!over) {
            LOG.debugf("%s broke off its answer: %s", service(), cause);
            finish();
            exchange.abort();
        }
    }

    private void clientGone(Throwable cause) {
        if (!over) {
            finish();
            abandon();
        }
    }

    boolean isOverdue(long now) {
        return servicesTurn && now - silentSince > allowance.timeout().toNanos();
    }

    void timeOut() {
        if (!over) {
            LOG.debugf("%s was silent for %s", service(), allowance.timeout());
            fail(
                    504,
                    service() + " did not answer within "
                            + TimeUnit.NANOSECONDS.toSeconds(allowance.timeout().toNanos()) + " s");
        }
    }

    private void waitForService() {
        servicesTurn = true;
        silentSince = System.nanoTime();
    }

    private void waitForClient() {
        servicesTurn = false;
    }

    private void fail(int status, String message) {
        finish();
        abandon();
        exchange.refuse(status, message);
    }

    /**
     * Vert.x closes a reset connection only once all that was written is out: to a service that has stopped reading it would stay open for
     * ever, and the gateway could not stop.
     */
    private void abandon() {
        if (upstream != null) {
            upstream.reset();
            if (upstream.connection() instanceof HttpClientConnection connection) {
                connection.channelHandlerContext().close();
            }
        }
    }

    private void finish() {
        over = true;
        forwarder.silence.leave(this);
        forwarder.talking.decrementAndGet();
    }

    private String tooLarge() {
        return "Payload content length greater than maximum allowed: " + allowance.maxBodyBytes();
    }

    private String service() {
        return exchange.route().service().name();
    }
}

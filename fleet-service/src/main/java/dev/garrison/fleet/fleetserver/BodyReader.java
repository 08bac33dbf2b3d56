package dev.garrison.fleet.fleetserver;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Collects one body, up to its limit. Exactly one of {@link #complete}, {@link #fail} and {@link #abandon} is called. */
abstract class BodyReader {
    private static final byte[] NOTHING = {};

    private final int largest;
    private final BodyBudget budget;
    private final long deadlineNanos;
    private Buffer received;
    private int taken;
    private boolean done;

    BodyReader(int largest, BodyBudget budget, long deadlineNanos) {
        this.largest = largest;
        this.budget = budget;
        this.deadlineNanos = deadlineNanos;
    }

    /** Call {@link #release} once the body is no longer needed. */
    abstract void complete(byte[] body);

    abstract void fail(ProtocolException refusal);

    /** The client has gone. */
    abstract void abandon();

    void read(HttpServerRequest http) {
        if (announcedLength(http) > largest) {
            stop(() -> fail(AgentRequest.tooLarge()));
            return;
        }
        http.handler(this::receive);
        http.exceptionHandler(broken -> stop(this::abandon));
        http.endHandler(ended -> finish());
    }

    void giveUpAt(long nowNanos) {
        if (nowNanos - deadlineNanos > 0) {
            stop(() -> fail(new ProtocolException(408, "ErrRequestTimeout", "the request body took too long")));
        }
    }

    /** Gives the memory back. */
    void release() {
        budget.giveBack(taken);
        taken = 0;
    }

    private void receive(Buffer chunk) {
        if (done) {
            return; // refused, and still sending
        }
        if (taken + chunk.length() > largest) {
            stop(() -> fail(AgentRequest.tooLarge()));
        } else if (!budget.take(chunk.length())) {
            stop(() -> fail(RequestLimit.tooMany()));
        } else {
            taken += chunk.length();
            received = received == null ? Buffer.buffer(chunk.length()) : received;
            received.appendBuffer(chunk);
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            var body = received == null ? NOTHING : received.getBytes();
            received = null;
            complete(body);
        }
    }

    private void stop(Runnable outcome) {
        if (!done) {
            done = true;
            received = null;
            release();
            outcome.run();
        }
    }

    private static long announcedLength(HttpServerRequest http) {
        var header = http.getHeader("Content-Length");
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // the decoder has refused such a request already
        }
    }
}

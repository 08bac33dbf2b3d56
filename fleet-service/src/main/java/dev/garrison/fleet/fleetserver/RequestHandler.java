package dev.garrison.fleet.fleetserver;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Takes requests on one event loop: checks all that needs no body, reads the body, hands over to the workers. */
final class RequestHandler implements Handler<HttpServerRequest> {
    private static final Pattern USABLE_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final long PATIENCE_WITH_REFUSED_MILLIS = 10_000;
    private static final long SWEEP_MILLIS = 1000;

    private final Operations operations;
    private final BodyBudget budget;
    private final long bodyTimeoutNanos;
    private final Vertx vertx;
    private final Context context;
    private final Set<BodyReader> reading = new HashSet<>(); // of this event loop alone

    RequestHandler(Operations operations, BodyBudget budget, long bodyTimeoutNanos, Vertx vertx, Context context) {
        this.operations = operations;
        this.budget = budget;
        this.bodyTimeoutNanos = bodyTimeoutNanos;
        this.vertx = vertx;
        this.context = context;
        vertx.setPeriodic(SWEEP_MILLIS, timer -> giveUpOnSlowBodies());
    }

    @Override
    public void handle(HttpServerRequest http) {
        var matched = operations.find(http.method(), http.path());
        var request = new AgentRequest(
                http,
                context,
                matched == null ? null : matched.parameters(),
                requestId(http),
                matched == null ? 0 : matched.operation().largestBody());
        try {
            if (matched == null) {
                throw ProtocolException.notFound();
            }
            ProtocolVersion.check(http.getHeader("Elastic-Api-Version"));
            if (matched.operation().isKeyRequired()) {
                request.apiKey();
            }
            matched.operation().admit();
        } catch (ProtocolException refusal) {
            refuse(http, request, refusal);
            return;
        }
        read(http, request, matched.operation());
    }

    private void read(HttpServerRequest http, AgentRequest request, RunningOperation operation) {
        var reader = new BodyReader(operation.largestBody(), budget, System.nanoTime() + bodyTimeoutNanos) {
            @Override
            void complete(byte[] body) {
                reading.remove(this);
                request.receive(body);
                operation.run(request, this::release);
            }

            @Override
            void fail(ProtocolException refusal) {
                reading.remove(this);
                operation.release();
                refuse(http, request, refusal);
            }

            @Override
            void abandon() {
                reading.remove(this);
                operation.release();
            }
        };
        reading.add(reader);
        reader.read(http);
    }

    /** The client may still be sending what nobody reads any more. */
    private void refuse(HttpServerRequest http, AgentRequest request, ProtocolException refusal) {
        request.answer(operations.answer(refusal));
        if (!http.isEnded()) {
            vertx.setTimer(PATIENCE_WITH_REFUSED_MILLIS, timer -> {
                if (!http.isEnded()) {
                    http.connection().close();
                }
            });
        }
    }

    private void giveUpOnSlowBodies() {
        long now = System.nanoTime();
        for (var reader : Set.copyOf(reading)) {
            reader.giveUpAt(now);
        }
    }

    private static String requestId(HttpServerRequest http) {
        var given = http.getHeader("X-Request-Id");
        return given != null && USABLE_ID.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString();
    }
}

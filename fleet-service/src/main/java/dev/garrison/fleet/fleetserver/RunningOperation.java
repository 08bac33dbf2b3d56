package dev.garrison.fleet.fleetserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.database.DatabaseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/** An operation with its limits, on the worker threads. */
final class RunningOperation {
    private static final Logger LOG = Logger.getLogger(RunningOperation.class);
    private static final String DATA_EXCEPTION = "22"; // SQL states of what we have got wrong ourselves
    private static final String CONSTRAINT_VIOLATION = "23";
    private static final String SYNTAX_OR_RIGHTS = "42";

    private final Operation operation;
    private final Route route;
    private final RequestLimit limit;
    private final Executor workers;
    private final ObjectMapper json;
    private final MeterRegistry metrics;

    RunningOperation(
            Operation operation, RequestLimit limit, Executor workers, ObjectMapper json, MeterRegistry metrics) {
        this.operation = operation;
        this.route = operation.route();
        this.limit = limit;
        this.workers = workers;
        this.json = json;
        this.metrics = metrics;
    }

    Route route() {
        return route;
    }

    int largestBody() {
        return route.largestBody();
    }

    boolean isKeyRequired() {
        return route.keyRequired();
    }

    /** @throws ProtocolException 429 */
    void admit() {
        try {
            limit.acquire();
        } catch (ProtocolException refusal) {
            metrics.counter("garrison.agent.turned-away", "operation", route.name(), "code", refusal.code())
                    .increment();
            throw refusal;
        }
    }

    void release() {
        limit.release();
    }

    /** @param afterwards runs when the body is no longer needed */
    void run(AgentRequest request, Runnable afterwards) {
        try {
            workers.execute(() -> {
                try {
                    runNow(request);
                } finally {
                    afterwards.run();
                    release();
                }
            });
        } catch (RejectedExecutionException e) { // the server stops
            afterwards.run();
            release();
            request.answer(Answer.of(unavailable(), json));
        }
    }

    private void runNow(AgentRequest request) {
        var timer = Timer.start(metrics);
        var outcome = "answered";
        try {
            var answer = operation.handle(request);
            if (answer != null) {
                request.answer(answer);
            }
        } catch (ProtocolException refusal) {
            outcome = "refused";
            LOG.debugf("%s: %d %s", route.name(), refusal.status(), refusal.getMessage());
            request.answer(Answer.of(refusal, json));
        } catch (Throwable e) {
            outcome = "failed";
            request.answer(Answer.of(failure(e), json));
        }
        timer.stop(metrics.timer("garrison.agent.requests", "operation", route.name(), "outcome", outcome));
    }

    private ProtocolException failure(Throwable e) {
        if (isDatabaseAway(e)) {
            LOG.warnf("%s waits for the database: %s", route.name(), e.getMessage());
            return unavailable();
        }
        var id = UUID.randomUUID();
        LOG.errorf(e, "%s failed, error %s", route.name(), id);
        return new ProtocolException(500, "InternalServerError", "error " + id);
    }

    private static ProtocolException unavailable() {
        return new ProtocolException(503, "ServiceUnavailable", "the server is not able to answer at the moment");
    }

    private static boolean isDatabaseAway(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failed) {
                var state = String.valueOf(failed.getSQLState());
                return !state.startsWith(DATA_EXCEPTION)
                        && !state.startsWith(CONSTRAINT_VIOLATION)
                        && !state.startsWith(SYNTAX_OR_RIGHTS);
            }
        }
        return e instanceof DatabaseException || e instanceof PersistenceException;
    }

    record Matched(RunningOperation operation, Map<String, String> parameters) {}
}

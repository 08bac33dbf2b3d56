package dev.garrison.fleet.fleetserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All operations of the agent protocol, and the threads that run them. */
@ApplicationScoped
class Operations {
    private static final int PATIENCE_AT_SHUTDOWN_SECONDS = 5;

    private final List<RunningOperation> operations;
    private final ExecutorService workers;
    private final ObjectMapper json;

    Operations(@All List<Operation> all, FleetServerConfig config, ObjectMapper json, MeterRegistry metrics) {
        this.json = json;
        this.workers = workers(config.workers());
        this.operations = all.stream()
                .map(operation -> {
                    var route = operation.route();
                    return new RunningOperation(operation, limit(route, config), workers, json, metrics);
                })
                .toList();
    }

    private static ExecutorService workers(int threads) {
        var number = new AtomicInteger();
        var loader = Thread.currentThread().getContextClassLoader();
        return Executors.newFixedThreadPool(threads, task -> {
            var thread = new Thread(task, "agent-protocol-" + number.incrementAndGet());
            thread.setContextClassLoader(loader);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static RequestLimit limit(Route route, FleetServerConfig config) {
        var set = Optional.ofNullable(config.limits().get(route.name()));
        return new RequestLimit(
                set.flatMap(FleetServerConfig.Limit::rate).orElse(route.rate()),
                set.flatMap(FleetServerConfig.Limit::burst).orElse(route.burst()),
                set.flatMap(FleetServerConfig.Limit::concurrent).orElse(route.concurrent()),
                System::nanoTime);
    }

    /** @return null: there is no such operation */
    RunningOperation.Matched find(HttpMethod method, String path) {
        var segments = path == null ? new String[0] : path.split("/", -1);
        for (var operation : operations) {
            var parameters = operation.route().method().equals(method)
                    ? operation.route().match(segments)
                    : null;
            if (parameters != null) {
                return new RunningOperation.Matched(operation, parameters);
            }
        }
        return null;
    }

    Answer answer(ProtocolException refusal) {
        return Answer.of(refusal, json);
    }

    /** Lets what has begun finish. */
    void stop() throws InterruptedException {
        workers.shutdown();
        if (!workers.awaitTermination(PATIENCE_AT_SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
            workers.shutdownNow();
        }
    }
}

package dev.garrison.fleet.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.database.Signals;
import dev.garrison.platform.events.DatabaseNotifications;
import dev.garrison.platform.http.ApiException;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Works off what is left of bulk operations, together with the other replicas. A batch and its effects are one transaction: a replica
 * that dies in it has done nothing, and another one begins it anew.
 */
@ApplicationScoped
class BulkWorker {
    private static final Logger LOG = Logger.getLogger(BulkWorker.class);
    private static final int THREADS =
            2; // one writes actions, which is done one after another, while one changes agents
    private static final int ATTEMPTS = 4;
    private static final int LONGEST_BATCH_SECONDS = 300;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2); // what failed is due again after a while
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Map<String, BulkOperation<?>> operations;
    private final BulkBatches batches;
    private final ActionResults results;
    private final ObjectMapper json;
    private final List<Signals> threads = IntStream.rangeClosed(1, THREADS)
            .mapToObj(number -> new Signals("bulk-operations-" + number, LONGEST_SILENCE, any -> workAll()))
            .toList();
    private volatile boolean stopped;

    BulkWorker(
            @All List<BulkOperation<?>> operations,
            BulkBatches batches,
            ActionResults results,
            ObjectMapper json,
            DatabaseNotifications notifications) {
        this.operations = operations.stream().collect(Collectors.toMap(BulkOperation::name, Function.identity()));
        this.batches = batches;
        this.results = results;
        this.json = json;
        notifications.listen(BulkBatches.CHANNEL, signal -> threads.forEach(thread -> thread.add(signal)));
    }

    void start(@Observes StartupEvent event) {
        threads.forEach(Signals::start);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        threads.forEach(Signals::stop);
    }

    private void workAll() {
        while (!stopped && workOne()) {
            // there may be more
        }
    }

    /** @return whether there was one to work on */
    boolean workOne() {
        var claimed = new AtomicReference<BulkBatches.Waiting>();
        try {
            return QuarkusTransaction.requiringNew()
                    .timeout(LONGEST_BATCH_SECONDS)
                    .call(() -> {
                        batches.claim().ifPresent(claimed::set);
                        if (claimed.get() != null) {
                            run(operations.get(claimed.get().operation()), claimed.get());
                        }
                        return claimed.get() != null;
                    });
        } catch (RuntimeException e) {
            if (claimed.get() == null) {
                throw e; // the database is away
            }
            recover(claimed.get(), e);
            return true;
        }
    }

    private <R> void run(BulkOperation<R> operation, BulkBatches.Waiting waiting) {
        try {
            operation.run(waiting.batch(), json.treeToValue(waiting.request(), operation.requestType()));
            batches.remove(waiting.batch());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A batch of " + operation.name() + " cannot be read", e);
        }
    }

    private void recover(BulkBatches.Waiting waiting, RuntimeException problem) {
        var batch = waiting.batch();
        boolean isRefused = problem instanceof ApiException; // which stays so, for instance as the target is gone
        if (isRefused || waiting.failures() + 1 >= ATTEMPTS) {
            LOG.warnf(problem, "Batch %d of action %s is given up", batch.number(), batch.actionId());
            var error = isRefused ? problem.getMessage() : "The operation failed and was given up";
            QuarkusTransaction.requiringNew().run(() -> {
                results.fail(
                        batch.actionId(), batch.agentIds().stream().collect(Collectors.toMap(id -> id, id -> error)));
                batches.remove(batch);
            });
        } else {
            LOG.warnf(problem, "Batch %d of action %s is tried again", batch.number(), batch.actionId());
            var pause = FIRST_PAUSE.multipliedBy(1L << waiting.failures());
            batches.postpone(batch, pause);
        }
    }
}

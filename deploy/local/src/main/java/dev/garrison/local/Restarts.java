package dev.garrison.local;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts parts again that ended by themselves: after 1, 2, 4, 8 and 16 seconds, then no more. */
final class Restarts implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    /** Who ran as long as this has earned its attempts anew. */
    private static final Duration STEADY = Duration.ofMinutes(5);

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(Service.ALL.size(), task -> {
        var thread = new Thread(task, "garrison-restarts");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Crashes> crashes = new HashMap<>();
    private final Consumer<String> report;

    private record Crashes(int count, long lastNanos) {}

    Restarts(Consumer<String> report) {
        this.report = report;
    }

    /**
     * @param how what is known about the end, for the report
     * @param start starts it and waits until it serves; when it ends once more, it is reported here again
     */
    synchronized void ended(String name, String how, Runnable start) {
        if (timer.isShutdown()) {
            return;
        }
        var now = System.nanoTime();
        var before = crashes.getOrDefault(name, new Crashes(0, now));
        int count = now - before.lastNanos > STEADY.toNanos() ? 1 : before.count + 1;
        crashes.put(name, new Crashes(count, now));
        if (count > ATTEMPTS) {
            report.accept("%s ended again (%s) and stays down".formatted(name, how));
            return;
        }
        int pause = 1 << (count - 1);
        report.accept("%s ended by itself (%s); it starts again in %d s".formatted(name, how, pause));
        timer.schedule(() -> start(name, start), pause, TimeUnit.SECONDS);
    }

    private void start(String name, Runnable start) {
        try {
            start.run();
            report.accept(name + " serves again");
        } catch (RuntimeException e) {
            if (!timer.isShutdown()) {
                report.accept(e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS); // nothing may start once the stack is being stopped
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

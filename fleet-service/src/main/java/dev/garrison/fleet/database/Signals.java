package dev.garrison.fleet.database;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Collects what may be new and works it off on one thread; what could not be worked off comes again with the next. */
public final class Signals {
    private static final Logger LOG = Logger.getLogger(Signals.class);
    private static final String ANYTHING = "";
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1000;

    private final Set<String> collected = new HashSet<>();
    private final Consumer<Set<String>> work;
    private final Duration longestSilence;
    private final Thread thread;
    private boolean stopped;

    /**
     * @param name what waits, for logs
     * @param longestSilence after which it looks by itself, for a signal may be lost on its way
     * @param work gets each signal at least once; an empty one means that anything may be new
     */
    public Signals(String name, Duration longestSilence, Consumer<Set<String>> work) {
        this.longestSilence = longestSilence;
        this.work = work;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** @param signal empty: anything may be new. Does not wait. */
    public synchronized void add(String signal) {
        collected.add(signal);
        notifyAll();
    }

    private void run() {
        try {
            for (var signals = next(); !signals.isEmpty(); signals = next()) {
                try {
                    work.accept(signals);
                } catch (RuntimeException e) {
                    LOG.warnf("%s go on later: %s", thread.getName(), e.getMessage());
                    signals.forEach(this::add);
                    TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return none: stopped */
    private synchronized Set<String> next() throws InterruptedException {
        long silentUntil = System.nanoTime() + longestSilence.toNanos();
        while (collected.isEmpty() && !stopped) {
            long left = TimeUnit.NANOSECONDS.toMillis(silentUntil - System.nanoTime());
            if (left <= 0) {
                return Set.of(ANYTHING);
            }
            wait(left);
        }
        var signals = Set.copyOf(collected);
        collected.clear();
        return stopped ? Set.of() : signals;
    }
}

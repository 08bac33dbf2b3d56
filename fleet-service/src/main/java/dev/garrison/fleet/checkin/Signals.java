package dev.garrison.fleet.checkin;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Collects what may be new and works it off on one thread; what could not be worked off comes again with the next. */
final class Signals {
    private static final Logger LOG = Logger.getLogger(Signals.class);
    private static final String ANYTHING = "";
    private static final long LONGEST_SILENCE_MILLIS = 10_000; // for a signal that was lost on its way
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 1000;

    private final Set<String> collected = new HashSet<>();
    private final Consumer<Set<String>> work;
    private final Thread thread;
    private boolean stopped;

    Signals(String name, Consumer<Set<String>> work) {
        this.work = work;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** @param signal empty: anything may be new. Does not wait. */
    synchronized void add(String signal) {
        collected.add(signal);
        notifyAll();
    }

    private void run() {
        try {
            for (var signals = next(); !signals.isEmpty(); signals = next()) {
                try {
                    work.accept(signals);
                } catch (RuntimeException e) {
                    LOG.warnf("Waiting agents are looked at again later: %s", e.getMessage());
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
        long silentUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_SILENCE_MILLIS);
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

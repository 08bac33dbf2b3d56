package dev.garrison.bench;

import java.util.concurrent.TimeUnit;

/** Time since its start, and time to pass. */
final class Stopwatch {
    private final long start = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Long enough for the last answers to be followed by the next polls, and for buffers to be written. */
    static void settle() {
        pause(8000);
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

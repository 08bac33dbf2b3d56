package dev.garrison.fleet.fleetserver;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** How many requests of an operation are taken: per second with bursts, and at once. Agents that are turned away come back later. */
final class RequestLimit {
    private final long nanosPerRequest;
    private final long burstNanos;
    private final Semaphore free;
    private final LongSupplier nanos;
    private final AtomicLong paidUntil;

    /** @param nanos {@code System::nanoTime} */
    RequestLimit(int rate, int burst, int concurrent, LongSupplier nanos) {
        nanosPerRequest = TimeUnit.SECONDS.toNanos(1) / rate;
        burstNanos = nanosPerRequest * burst;
        free = new Semaphore(concurrent);
        this.nanos = nanos;
        paidUntil = new AtomicLong(nanos.getAsLong());
    }

    /**
     * Admits a request, which is to be {@link #release}d.
     *
     * @throws ProtocolException 429
     */
    void acquire() {
        if (!free.tryAcquire()) {
            throw tooMany();
        }
        if (!isWithinRate()) {
            free.release();
            throw new ProtocolException(429, "RateLimit", "exceeded the rate limit");
        }
    }

    private boolean isWithinRate() {
        while (true) {
            long now = nanos.getAsLong();
            long paid = paidUntil.get();
            long next = Math.max(paid, now) + nanosPerRequest;
            if (next - now > burstNanos) {
                return false;
            }
            if (paidUntil.compareAndSet(paid, next)) {
                return true;
            }
        }
    }

    void release() {
        free.release();
    }

    static ProtocolException tooMany() {
        return new ProtocolException(429, "MaxLimit", "exceeded the max limit");
    }
}

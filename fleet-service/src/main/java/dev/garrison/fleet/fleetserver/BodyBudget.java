package dev.garrison.fleet.fleetserver;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the memory that all bodies under way take together. */
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(int bytes) {
        left.addAndGet(bytes);
    }
}

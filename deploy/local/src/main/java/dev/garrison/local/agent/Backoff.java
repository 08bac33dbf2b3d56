package dev.garrison.local.agent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between attempts, spread so that thousands of agents do not come back at the same instant. */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private int failures;

    Backoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    /** @param asked what the server wants at least; null: nothing */
    Duration next(Duration asked) {
        var whole = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures++, 20));
        var spread = Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
        return asked != null && asked.compareTo(spread) > 0 ? asked : spread;
    }

    /** How many pauses since the last success. */
    int failures() {
        return failures;
    }

    void reset() {
        failures = 0;
    }
}

package dev.garrison.security.apikeys;

import dev.garrison.platform.schedule.RecurringJob;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;

/** Forgets keys a week after they were invalidated or expired. */
@ApplicationScoped
class ApiKeyRetention implements RecurringJob {
    private static final Duration KEPT = Duration.ofDays(7);

    private final ApiKeyRepository keys;
    private final Clock clock;

    ApiKeyRetention(ApiKeyRepository keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "api-key-retention";
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    @Transactional
    public void run() {
        keys.deleteEndedBefore(clock.instant().minus(KEPT));
    }
}

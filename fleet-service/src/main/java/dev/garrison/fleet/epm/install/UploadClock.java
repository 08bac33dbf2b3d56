package dev.garrison.fleet.epm.install;

import dev.garrison.fleet.database.Database;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** No two uploads within the interval, on whichever replica; archives that were refused do not count. */
@ApplicationScoped
class UploadClock {
    private final Database database;
    private final Clock clock;
    private final Duration interval;

    UploadClock(
            Database database,
            Clock clock,
            @ConfigProperty(name = "garrison.fleet.epm.upload-interval", defaultValue = "10s") Duration interval) {
        this.database = database;
        this.clock = clock;
        this.interval = interval;
    }

    /** Before the body is read. @throws ApiException 429 */
    void require() {
        if (interval.isZero()) {
            return;
        }
        var earliest = clock.instant().minus(interval);
        if (database.first("select 1 from package_upload where last_at > ?", row -> true, earliest)
                .isPresent()) {
            throw tooSoon();
        }
    }

    /** Once the archive is good: the next one has to wait from now on. @throws ApiException 429: another one was faster */
    void start() {
        if (interval.isZero()) {
            return;
        }
        var now = clock.instant();
        if (database.update("update package_upload set last_at = ? where last_at <= ?", now, now.minus(interval))
                == 0) {
            throw tooSoon();
        }
    }

    private ApiException tooSoon() {
        return ApiException.tooManyRequests(
                interval,
                "Too many requests. Please wait %ds before uploading again."
                        .formatted(Math.max(1, interval.plusMillis(999).toSeconds())));
    }
}

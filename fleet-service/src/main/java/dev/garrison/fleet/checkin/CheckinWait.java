package dev.garrison.fleet.checkin;

import dev.garrison.fleet.fleetserver.FleetServerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long a check-in waits: less than the agent does, which knows best. */
@ApplicationScoped
class CheckinWait {
    private final FleetServerConfig.Checkin config;

    CheckinWait(FleetServerConfig config) {
        this.config = config.checkin();
    }

    /** @param pollTimeout how long the agent waits, or null */
    Duration of(Duration pollTimeout) {
        if (pollTimeout == null || pollTimeout.isZero()) {
            long jitter = config.jitter().toMillis();
            return config.longPoll()
                    .minusMillis(jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter));
        }
        var wait = pollTimeout.minus(config.margin());
        wait = wait.compareTo(config.longest()) > 0 ? config.longest() : wait;
        return wait.compareTo(config.shortest()) < 0 ? config.shortest() : wait;
    }
}

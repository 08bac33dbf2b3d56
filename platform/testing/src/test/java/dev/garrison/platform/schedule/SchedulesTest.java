package dev.garrison.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class SchedulesTest {
    @Inject
    Ticker ticker;

    @Inject
    DataSource database;

    @Test
    void aJobComesBackAlsoAfterAFailure() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ticker.runs()).isGreaterThanOrEqualTo(3));
    }

    @Test
    void ofTwoReplicasOneRunsAtATime() {
        var replica = new Schedules(List.of(ticker), database);
        replica.start(null);
        int before = ticker.runs();
        await().atMost(Duration.ofSeconds(20)).until(() -> ticker.runs() > before + 2);
        replica.stop(null);

        assertThat(ticker.overlaps()).isZero();
    }

    /** Fails the first time, and sees whether two runs overlap. */
    @ApplicationScoped
    static class Ticker implements RecurringJob {
        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger overlaps = new AtomicInteger();

        @Override
        public String name() {
            return "ticker";
        }

        @Override
        public Duration every() {
            return Duration.ofMillis(200);
        }

        @Override
        public void run() {
            if (running.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            try {
                Thread.sleep(300); // long enough for another replica's poll
                if (runs.incrementAndGet() == 1) {
                    throw new IllegalStateException("the first run fails");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                running.decrementAndGet();
            }
        }

        int runs() {
            return runs.get();
        }

        int overlaps() {
            return overlaps.get();
        }
    }
}

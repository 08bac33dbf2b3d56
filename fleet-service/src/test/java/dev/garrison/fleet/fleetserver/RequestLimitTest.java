package dev.garrison.fleet.fleetserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestLimitTest {
    private final AtomicLong now = new AtomicLong(Long.MIN_VALUE / 2); // System.nanoTime may be anything

    @Test
    void aBurstIsTakenAndThenTheRate() {
        var limit = new RequestLimit(10, 3, 100, now::get);
        assertThat(admitted(limit, 5)).isEqualTo(3);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(admitted(limit, 5)).isEqualTo(1);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(admitted(limit, 5)).isZero();
        now.addAndGet(TimeUnit.HOURS.toNanos(1)); // what was not used is lost, but for a burst
        assertThat(admitted(limit, 5)).isEqualTo(3);
    }

    @Test
    void noMoreThanAllowedAreUnderWay() {
        var limit = new RequestLimit(1000, 1000, 2, now::get);
        limit.acquire();
        limit.acquire();
        assertThatThrownBy(limit::acquire).isInstanceOfSatisfying(ProtocolException.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.code()).isEqualTo("MaxLimit");
        });
        limit.release();
        limit.acquire();
    }

    @Test
    void whoIsOverTheRateTakesNoPlace() {
        var limit = new RequestLimit(1, 1, 1, now::get);
        limit.acquire();
        limit.release();
        assertThatThrownBy(limit::acquire)
                .isInstanceOfSatisfying(ProtocolException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo("RateLimit"));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        limit.acquire();
    }

    private static int admitted(RequestLimit limit, int asked) {
        int admitted = 0;
        for (int i = 0; i < asked; i++) {
            try {
                limit.acquire();
                limit.release();
                admitted++;
            } catch (ProtocolException refusal) {
                // counted by not being counted
            }
        }
        return admitted;
    }
}

package dev.garrison.fleet.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.garrison.fleet.fleetserver.FleetServerConfig;
import dev.garrison.fleet.fleetserver.ProtocolException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckinWaitTest {
    private final CheckinWait wait = new CheckinWait(new SmallRyeConfigBuilder()
            .withMapping(FleetServerConfig.class)
            .build()
            .getConfigMapping(FleetServerConfig.class));

    @Test
    void withoutAWordOfTheAgentItIsALittleLessThanFiveMinutes() {
        for (int i = 0; i < 1000; i++) {
            assertThat(wait.of(null)).isBetween(Duration.ofSeconds(270), Duration.ofMinutes(5));
        }
    }

    @ParameterizedTest
    @CsvSource({"5m, PT3M", "1m, PT1M", "1s, PT1M", "-5m, PT1M", "10m30s, PT8M30S", "1h2m, PT1H", "48h, PT1H"})
    void theAnswerIsThereBeforeTheAgentGivesUp(String pollTimeout, Duration expected) {
        assertThat(wait.of(GoDuration.parse(pollTimeout))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1h30m, PT1H30M",
        "1.5s, PT1.5S",
        "300ms, PT0.3S",
        "5m0s, PT5M",
        "0, PT0S",
        "1us2ns, PT0.000001002S",
        "7µs, PT0.000007S",
        "999999999999h, PT8760H"
    })
    void timeSpansAreReadAsGoWritesThem(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5 m", "m", "1d", "PT5M", "1h-5m", "9999999999999h", "1..5s"})
    void whatIsNoTimeSpanIsRefused(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(ProtocolException.class);
    }
}

package dev.garrison.fleet.checkin;

import dev.garrison.fleet.fleetserver.ProtocolException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** A time span as Go writes it: {@code 1h30m}, {@code 5m0s}, {@code 1.5s}. */
final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("[+-]?((\\d{1,12}(\\.\\d{1,12})?)(ns|us|µs|ms|s|m|h))+|0");
    private static final Pattern PART = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,12})?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final BigDecimal MOST_NANOS =
            BigDecimal.valueOf(Duration.ofDays(365).toNanos());
    private static final int LONGEST_TEXT = 100;

    private GoDuration() {}

    /** @return at most a year, for nobody waits longer */
    static Duration parse(String text) {
        if (text.length() > LONGEST_TEXT || !WHOLE.matcher(text).matches()) {
            throw ProtocolException.badRequest("Bad request: poll_timeout cannot be parsed as duration");
        }
        var nanos = BigDecimal.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(NANOS.get(parts.group(2)))));
        }
        long bounded = nanos.min(MOST_NANOS).setScale(0, RoundingMode.DOWN).longValueExact();
        return Duration.ofNanos(text.startsWith("-") ? -bounded : bounded);
    }
}

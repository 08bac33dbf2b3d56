package dev.garrison.fleet.enrollmentkeys;

import dev.garrison.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Pattern;

/** Until when a key is good, as Elasticsearch writes time spans: {@code 7d}, {@code 12h}. */
final class Expiration {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})\\s*(d|h|m|s|ms|micros|nanos)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "d", ChronoUnit.DAYS,
            "h", ChronoUnit.HOURS,
            "m", ChronoUnit.MINUTES,
            "s", ChronoUnit.SECONDS,
            "ms", ChronoUnit.MILLIS,
            "micros", ChronoUnit.MICROS,
            "nanos", ChronoUnit.NANOS);

    private Expiration() {}

    /**
     * @param span null for never
     * @return null for never
     * @throws ApiException 400: not a time span
     */
    static Instant after(Instant now, String span) {
        if (span == null) {
            return null;
        }
        var parts = SPAN.matcher(span.strip());
        if (!parts.matches()) {
            throw ApiException.badRequest(
                    "failed to parse setting [expiration] with value [%s] as a time value: unit is missing or unrecognized",
                    span);
        }
        var unit = UNITS.get(parts.group(2));
        return now.plus(Duration.of(Long.parseLong(parts.group(1)), unit));
    }
}

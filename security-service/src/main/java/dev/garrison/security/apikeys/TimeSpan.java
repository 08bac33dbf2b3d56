package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Elasticsearch's time values: {@code 7d}, {@code 1h}, {@code 30m}, {@code 45s}, {@code 500ms}. */
public final class TimeSpan {
    private static final Pattern VALUE = Pattern.compile("(\\d{1,18})(d|h|m|s|ms|micros|nanos)");
    private static final Duration LONGEST = Duration.ofDays(365 * 1000L); // dates beyond cannot be stored
    private static final Map<String, Duration> UNITS = Map.of(
            "d", Duration.ofDays(1),
            "h", Duration.ofHours(1),
            "m", Duration.ofMinutes(1),
            "s", Duration.ofSeconds(1),
            "ms", Duration.ofMillis(1),
            "micros", Duration.ofNanos(1000),
            "nanos", Duration.ofNanos(1));

    private TimeSpan() {}

    /** @return null where the text is none */
    static Duration parse(String text) {
        var value = VALUE.matcher(text.strip());
        if (!value.matches()) {
            return null;
        }
        try {
            return UNITS.get(value.group(2)).multipliedBy(Long.parseLong(value.group(1)));
        } catch (ArithmeticException e) {
            return LONGEST.plusNanos(1);
        }
    }

    /** From now into the future. */
    public static final class Ahead implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            var duration = parse(value.textValue());
            if (duration == null) {
                return "failed to parse setting [expiration] with value [%s] as a time value: unit is missing or unrecognized"
                        .formatted(value.textValue());
            }
            return duration.isZero() || duration.compareTo(LONGEST) > 0
                    ? "[expiration] must be more than zero and less than a thousand years"
                    : null;
        }
    }
}

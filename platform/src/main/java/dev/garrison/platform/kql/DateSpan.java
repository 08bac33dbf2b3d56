package dev.garrison.platform.kql;

import static java.time.ZoneOffset.UTC;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stretch of time that a date means: {@code 2025-01} is a month, {@code now-1d/d} is yesterday, {@code now} is a
 * millisecond. Without a zone it is UTC.
 *
 * @param until the first moment after it
 */
public record DateSpan(OffsetDateTime from, OffsetDateTime until) {
    private static final int MAX_LENGTH = 200;
    private static final OffsetDateTime EARLIEST = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, UTC);
    private static final OffsetDateTime LATEST = OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 999_000_000, UTC);
    private static final Pattern ISO = Pattern.compile("(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2})(?::(\\d{2})"
            + "(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?(Z|[+-]\\d{2}(?::?\\d{2})?)?)?)?)?");
    private static final Pattern EPOCH_MILLIS = Pattern.compile("-?\\d{5,18}");
    private static final Pattern STEP = Pattern.compile("([+-])(\\d{0,9})([yMwdhHms])|/([yMwdhHms])");

    /** @return empty: this is no date */
    public static Optional<DateSpan> parse(String text, Instant now) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return parseOrThrow(text, now).map(span -> new DateSpan(clamp(span.from), clamp(span.until)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty(); // the 30th of February, or a year that nothing can count
        }
    }

    private static Optional<DateSpan> parseOrThrow(String text, Instant now) {
        if (text.startsWith("now")) {
            return calculate(ofMillisecond(now), text.substring(3));
        }
        int bars = text.indexOf("||");
        return bars < 0
                ? literal(text)
                : literal(text.substring(0, bars)).flatMap(anchor -> calculate(anchor, text.substring(bars + 2)));
    }

    private static Optional<DateSpan> literal(String text) {
        if (EPOCH_MILLIS.matcher(text).matches()) {
            return Optional.of(ofMillisecond(Instant.ofEpochMilli(Long.parseLong(text))));
        }
        Matcher iso = ISO.matcher(text);
        if (!iso.matches()) {
            return Optional.empty();
        }
        String fraction = iso.group(7);
        var from = OffsetDateTime.of(
                Integer.parseInt(iso.group(1)),
                number(iso.group(2), 1),
                number(iso.group(3), 1),
                number(iso.group(4), 0),
                number(iso.group(5), 0),
                number(iso.group(6), 0),
                fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9)),
                iso.group(8) == null ? UTC : ZoneOffset.of(iso.group(8)));
        return Optional.of(new DateSpan(from, from.plus(1, precision(iso))));
    }

    private static int number(String digits, int absent) {
        return digits == null ? absent : Integer.parseInt(digits);
    }

    private static ChronoUnit precision(Matcher iso) {
        if (iso.group(7) != null) {
            return iso.group(7).length() <= 3 ? ChronoUnit.MILLIS : ChronoUnit.MICROS; // PostgreSQL keeps no finer ones
        }
        var units = new ChronoUnit[] {
            ChronoUnit.YEARS,
            ChronoUnit.MONTHS,
            ChronoUnit.DAYS,
            ChronoUnit.HOURS,
            ChronoUnit.MINUTES,
            ChronoUnit.SECONDS
        };
        int finest = 0;
        while (finest < 5 && iso.group(finest + 2) != null) {
            finest++;
        }
        return units[finest];
    }

    private static DateSpan ofMillisecond(Instant instant) {
        var from = instant.truncatedTo(ChronoUnit.MILLIS).atOffset(UTC);
        return new DateSpan(from, from.plus(1, ChronoUnit.MILLIS));
    }

    /** Both ends go through the same steps, and rounding takes the one down, the other to the unit's last millisecond. */
    private static Optional<DateSpan> calculate(DateSpan anchor, String steps) {
        if (steps.isEmpty()) {
            return Optional.of(anchor);
        }
        var first = anchor.from.withOffsetSameInstant(UTC);
        var last = first;
        Matcher step = STEP.matcher(steps);
        int at = 0;
        for (; at < steps.length() && step.region(at, steps.length()).lookingAt(); at = step.end()) {
            if (step.group(4) == null) {
                long amount = step.group(2).isEmpty() ? 1 : Long.parseLong(step.group(2));
                ChronoUnit unit = unit(step.group(3));
                first = first.plus("-".equals(step.group(1)) ? -amount : amount, unit);
                last = last.plus("-".equals(step.group(1)) ? -amount : amount, unit);
            } else {
                ChronoUnit unit = unit(step.group(4));
                first = floor(first, unit);
                last = floor(last, unit).plus(1, unit).minus(1, ChronoUnit.MILLIS);
            }
        }
        return at < steps.length()
                ? Optional.empty()
                : Optional.of(new DateSpan(first, last.plus(1, ChronoUnit.MILLIS)));
    }

    private static ChronoUnit unit(String letter) {
        return switch (letter) {
            case "y" -> ChronoUnit.YEARS;
            case "M" -> ChronoUnit.MONTHS;
            case "w" -> ChronoUnit.WEEKS;
            case "d" -> ChronoUnit.DAYS;
            case "m" -> ChronoUnit.MINUTES;
            case "s" -> ChronoUnit.SECONDS;
            default -> ChronoUnit.HOURS; // "h" and "H"
        };
    }

    private static OffsetDateTime floor(OffsetDateTime time, ChronoUnit unit) {
        if (unit.compareTo(ChronoUnit.DAYS) <= 0) {
            return time.truncatedTo(unit);
        }
        var day = time.truncatedTo(ChronoUnit.DAYS);
        if (unit == ChronoUnit.WEEKS) {
            return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }
        return unit == ChronoUnit.MONTHS ? day.withDayOfMonth(1) : day.withDayOfYear(1);
    }

    /** Into what both PostgreSQL and the driver can hold. */
    private static OffsetDateTime clamp(OffsetDateTime time) {
        var utc = time.withOffsetSameInstant(UTC);
        return utc.isBefore(EARLIEST) ? EARLIEST : utc.isAfter(LATEST) ? LATEST : utc;
    }
}

package dev.garrison.fleet.agents;

import dev.garrison.platform.http.ApiException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * What holds still while a client pages through the agents: no agent that has enrolled since is shown.
 *
 * @param until when the client may no longer come back with it
 */
record PointInTime(Instant taken, Instant until) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,5})(d|h|m|s|ms)");
    private static final Pattern TOKEN = Pattern.compile("pit:(\\d{1,15}):(\\d{1,15})");

    /** @throws ApiException 400: the time to keep it is no time span such as {@code 5m} */
    static PointInTime open(Instant now, String keepAlive) {
        return new PointInTime(now, now.plus(duration(keepAlive)));
    }

    /** @throws ApiException 400: no such point; 404: it was not kept this long */
    static PointInTime of(String token, Instant now, String keepAlive) {
        var point = parse(token);
        if (point.until.isBefore(now)) {
            throw ApiException.notFound("No search context found for id [%s]", token);
        }
        return new PointInTime(point.taken, now.plus(duration(keepAlive)));
    }

    String token() {
        var text = "pit:" + taken.toEpochMilli() + ":" + until.toEpochMilli();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static PointInTime parse(String token) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
            var parts = TOKEN.matcher(text);
            if (parts.matches()) {
                return new PointInTime(instant(parts.group(1)), instant(parts.group(2)));
            }
        } catch (IllegalArgumentException e) {
            // answered as any other text that is none
        }
        throw ApiException.badRequest("[request query.pitId]: is not a point in time");
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static Duration duration(String text) {
        var parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw ApiException.badRequest("[request query.pitKeepAlive]: must be a time span such as 5m");
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "d" -> Duration.ofDays(count);
            case "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMillis(count);
        };
    }
}

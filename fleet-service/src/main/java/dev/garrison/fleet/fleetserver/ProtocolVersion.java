package dev.garrison.fleet.fleetserver;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** The version of the protocol that an agent asks for; there is one. */
final class ProtocolVersion {
    static final String CURRENT = "2023-06-01";

    private ProtocolVersion() {}

    /** @param asked null for any */
    static void check(String asked) {
        if (asked == null || asked.equals(CURRENT)) {
            return;
        }
        try {
            LocalDate.parse(asked);
        } catch (DateTimeParseException e) {
            throw new ProtocolException(
                    400, "ErrInvalidAPIVersionFormat", "received \"" + asked + "\", expected a date as YYYY-MM-DD");
        }
        throw new ProtocolException(
                400,
                "ErrUnsupportedAPIVersion",
                "received " + asked + ", is not supported. supported versions are: " + CURRENT);
    }
}

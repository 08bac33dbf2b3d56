package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** What single fields of an upgrade must fulfil, in Kibana's words. */
public final class UpgradeInput {
    private UpgradeInput() {}

    /** A version that there may be. */
    public static class Version implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return SemanticVersion.parse(value.textValue()).isPresent() ? null : "not a valid semver";
        }
    }

    /** An instant of our era. */
    public static class Time implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            try {
                int year = OffsetDateTime.parse(value.textValue()).getYear();
                return year > 1970 && year < 9999 ? null : "not a valid date";
            } catch (DateTimeException e) {
                return "not a valid date";
            }
        }
    }
}

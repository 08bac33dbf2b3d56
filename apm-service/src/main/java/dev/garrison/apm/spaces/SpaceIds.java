package dev.garrison.apm.spaces;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.util.HashSet;

/** How lists of spaces and of objects may look. */
final class SpaceIds {
    static final String PATTERN = "[a-z0-9_-]+";
    static final String TEXT = "lower case, a-z, 0-9, \"_\", and \"-\" are allowed";
    static final String PATTERN_OR_ALL = "[a-z0-9_-]+|\\*";
    static final String TEXT_OR_ALL = TEXT + ", OR \"*\"";

    private SpaceIds() {}

    /** No space twice. */
    public static class Unique implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return hasTwins(value) ? "duplicate space ids are not allowed" : null;
        }
    }

    /** No object twice. */
    public static class UniqueObjects implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return hasTwins(value) ? "duplicate objects are not allowed" : null;
        }
    }

    private static boolean hasTwins(JsonNode list) {
        var seen = new HashSet<JsonNode>();
        for (var element : list) {
            if (!seen.add(element)) {
                return true;
            }
        }
        return false;
    }
}

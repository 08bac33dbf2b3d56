package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** What PostgreSQL can hold, of JSON that came in another way than as a body: neither U+0000 nor half of a surrogate pair. */
final class Storable {
    /** The longest id, in bytes, that Elasticsearch takes, and that fits an index here. */
    private static final int LONGEST_ID = 512;

    private Storable() {}

    static boolean is(JsonNode node) {
        if (node.isTextual()) {
            return is(node.textValue());
        }
        for (var field : node.properties()) {
            if (!is(field.getKey())) {
                return false;
            }
        }
        for (var inner : node) {
            if (!is(inner)) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** @param id may be null */
    static boolean isTooLong(String id) {
        return id != null && id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID;
    }
}

package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request body where absent and null mean different things (absent = keep, null = clear), or whose values are kept as sent.
 *
 * @param value the body as the operation's record
 * @param sent the same after validation, with just the fields that the client sent
 */
public record Body<T>(T value, ObjectNode sent) {
    /** Whether the client sent the field, be it as null. */
    public boolean has(String field) {
        return sent.has(field);
    }
}

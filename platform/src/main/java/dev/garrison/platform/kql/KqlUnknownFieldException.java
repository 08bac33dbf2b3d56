package dev.garrison.platform.kql;

import java.util.Collection;

/** The expression names a field that is not declared. The message is that of saved objects; other areas build theirs from the parts. */
public final class KqlUnknownFieldException extends KqlException {
    /** What is wrong with the name. */
    public enum Reason {
        /** It begins with another type than the declared ones. */
        UNKNOWN_TYPE,
        /** It has to begin with a type, and has none. */
        MISSING_TYPE,
        /** The type is right, or there are no types, but it has no such field. */
        UNKNOWN_KEY
    }

    private final String field;
    private final Reason reason;

    KqlUnknownFieldException(String field, Reason reason, Collection<String> types) {
        super(message(field, reason, String.join(",", types)));
        this.field = field;
        this.reason = reason;
    }

    /** The name as it was written, wildcards as {@code *}. */
    public String field() {
        return field;
    }

    /** The name up to its first dot: the type, where it has one. */
    public String type() {
        return typeOf(field);
    }

    public Reason reason() {
        return reason;
    }

    static String typeOf(String field) {
        int dot = field.indexOf('.');
        return dot < 0 ? field : field.substring(0, dot);
    }

    private static String message(String name, Reason reason, String types) {
        String field = Surrogates.replaceLone(name);
        return switch (reason) {
            case UNKNOWN_TYPE -> "This type '%s' is not allowed".formatted(typeOf(field));
            case MISSING_TYPE ->
                "This key '%s' need to be wrapped by a saved object type like %s".formatted(field, types);
            case UNKNOWN_KEY ->
                "This key '%s' does NOT exist in %s saved object index patterns".formatted(field, types);
        };
    }
}

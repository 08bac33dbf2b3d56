package dev.garrison.platform.kql;

/** The expression is longer, deeper or has more conditions than we take. */
public final class KqlLimitException extends KqlException {
    KqlLimitException(String message, Object... arguments) {
        super(message.formatted(arguments));
    }
}

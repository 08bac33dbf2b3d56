package dev.garrison.platform.kql;

/** The client's expression cannot be used: always its mistake, to be answered with 400. */
public abstract sealed class KqlException extends RuntimeException
        permits KqlSyntaxException, KqlUnknownFieldException, KqlLimitException {
    KqlException(String message) {
        super(message);
    }
}

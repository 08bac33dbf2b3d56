package dev.garrison.platform.http;

import java.util.Map;

/** A refusal, thrown where the rule is; answered in Kibana's error shape. */
public class ApiException extends RuntimeException {
    private final int status;
    private final transient Map<String, Object> attributes;

    public ApiException(int status, String message, Map<String, Object> attributes) {
        super(message, null, false, false); // thrown often and never a surprise: no stack trace
        this.status = status;
        this.attributes = attributes;
    }

    public static ApiException badRequest(String message, Object... args) {
        return of(400, message, args);
    }

    public static ApiException unauthorized(String message, Object... args) {
        return of(401, message, args);
    }

    public static ApiException forbidden(String message, Object... args) {
        return of(403, message, args);
    }

    public static ApiException notFound(String message, Object... args) {
        return of(404, message, args);
    }

    public static ApiException conflict(String message, Object... args) {
        return of(409, message, args);
    }

    /** Any other status; the message is formatted only when there are arguments. */
    public static ApiException of(int status, String message, Object... args) {
        return new ApiException(status, args.length == 0 ? message : message.formatted(args), null);
    }

    public int status() {
        return status;
    }

    /** Machine-readable detail of the error body, or null. */
    public Map<String, Object> attributes() {
        return attributes;
    }
}

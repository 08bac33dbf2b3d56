package dev.garrison.platform.http;

import dev.garrison.platform.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** A refusal, thrown where the rule is; answered in Kibana's error shape. */
public class ApiException extends RuntimeException {
    private final int status;
    private final transient Map<String, Object> attributes;
    private final Duration retryAfter;

    public ApiException(int status, String message, Map<String, Object> attributes) {
        this(status, message, attributes, null);
    }

    private ApiException(int status, String message, Map<String, Object> attributes, Duration retryAfter) {
        super(message, null, false, false); // thrown often and never a surprise: no stack trace
        this.status = status;
        this.attributes = attributes;
        this.retryAfter = retryAfter;
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

    /**
     * 403 in Elasticsearch's words: the caller holds none of the cluster privileges that allow the action.
     *
     * @param action e.g. {@code cluster:admin/xpack/security/role/get}
     */
    public static ApiException forbiddenAction(String action, Principal caller, Collection<String> privileges) {
        var user = "user [" + caller.username() + "]";
        return of(
                403,
                "action [%s] is unauthorized for %s, this action is granted by the cluster privileges [%s]",
                action,
                caller.apiKeyId() == null ? user : "API key id [" + caller.apiKeyId() + "] of " + user,
                String.join(",", privileges));
    }

    /** 429. @param retryAfter when the client may try again; told in whole seconds, rounded up */
    public static ApiException tooManyRequests(Duration retryAfter, String message) {
        return new ApiException(429, message, null, retryAfter);
    }

    /** Any other status; the message is formatted only when there are arguments. */
    public static ApiException of(int status, String message, Object... args) {
        return new ApiException(status, args.length == 0 ? message : message.formatted(args), null);
    }

    public int status() {
        return status;
    }

    /** When the client may try again, or null. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Machine-readable detail of the error body, or null. */
    public Map<String, Object> attributes() {
        return attributes;
    }
}

package dev.garrison.gateway.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Errors of the gateway itself, in Kibana's shape, below {@code /_security} in Elasticsearch's. */
final class ErrorBodies {
    private ErrorBodies() {}

    /** @param message null for the reason itself */
    static String kibana(int status, String message) {
        var body =
                new StringBuilder(96).append("{\"statusCode\":").append(status).append(",\"error\":\"");
        return body.append(reason(status))
                .append("\",\"message\":\"")
                .append(quoted(message == null ? reason(status) : message))
                .append("\"}")
                .toString();
    }

    static String elasticsearch(int status, String message) {
        var cause = "\"type\":\"%s\",\"reason\":\"%s\"%s"
                .formatted(
                        type(status),
                        quoted(message == null ? reason(status) : message),
                        status == 401
                                ? ",\"header\":{\"WWW-Authenticate\":[\"Basic realm=\\\"security\\\", charset=\\\"UTF-8\\\"\","
                                        + "\"Bearer realm=\\\"security\\\"\",\"ApiKey\"]}"
                                : "");
        return "{\"error\":{\"root_cause\":[{" + cause + "}]," + cause + "},\"status\":" + status + "}";
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    private static String reason(int status) {
        return status == 413
                ? "Request Entity Too Large" // Netty knows a newer name for it
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static String type(int status) {
        return switch (status) {
            case 400 -> "illegal_argument_exception";
            case 401 -> "security_exception";
            case 404 -> "resource_not_found_exception";
            case 413 -> "content_too_long_exception";
            case 429 -> "es_rejected_execution_exception";
            default -> "exception";
        };
    }
}

package dev.garrison.platform.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Kibana's standard error body: {@code {"statusCode":404,"error":"Not Found","message":"…"}}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ErrorBody(int statusCode, String error, String message, Map<String, Object> attributes) {

    public static ErrorBody of(int status, String message) {
        return new ErrorBody(status, reason(status), message == null ? reason(status) : message, null);
    }

    static Response response(int status, String message, Map<String, Object> attributes) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE.withCharset("utf-8"))
                .entity(new ErrorBody(status, reason(status), message == null ? reason(status) : message, attributes))
                .build();
    }

    static String reason(int status) {
        return switch (status) {
            case 413 -> "Request Entity Too Large"; // the JDK and JAX-RS know newer names for it
            case 422 -> "Unprocessable Entity";
            default -> {
                var known = Response.Status.fromStatusCode(status);
                yield known == null ? "Error" : known.getReasonPhrase();
            }
        };
    }
}

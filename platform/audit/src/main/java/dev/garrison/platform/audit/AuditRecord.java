package dev.garrison.platform.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * One call that changed something or was refused. Neither body nor query nor header is in it, for they may hold secrets. What is
 * unknown is null.
 *
 * @param action the operation's id, or the name that the operation gave what it did
 * @param route the path as the API documents it, {@code /api/fleet/agents/{agentId}}
 * @param path the path as it came, without the space
 * @param status of the answer, or {@link #UNANSWERED}
 * @param source the client's address
 */
public record AuditRecord(
        Instant at,
        Caller caller,
        String action,
        Target target,
        String method,
        String route,
        String path,
        String space,
        int status,
        String source,
        String requestId) {
    /** The status of a call whose client left before the answer; whether it was done is unknown. */
    public static final int UNANSWERED = 0;

    private static final String ECS_VERSION = "8.17.0";
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** All of it is ASCII: no sign that somebody's terminal or log reader takes for a line break is left as it is. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * @param username where nobody was authenticated, the name that was claimed
     * @param authenticationType {@code realm}, {@code api_key} or {@code token}
     */
    public record Caller(String username, String realm, String authenticationType, String apiKeyId) {
        public static final Caller NOBODY = new Caller(null, null, null, null);
    }

    /** What was changed, where the operation says so: {@code user}, {@code api_key}, … and its names or ids. */
    public record Target(String type, List<String> ids) {}

    /** Refused for who called: not authenticated, not allowed, or guessing too often. */
    private boolean isDenied() {
        return isUnauthenticated() || status == 403;
    }

    private boolean isUnauthenticated() {
        return status == 401 || status == 429;
    }

    private String outcome() {
        return status == UNANSWERED ? "unknown" : status < 400 ? "success" : "failure";
    }

    private String type() {
        return switch (outcome()) {
            case "success" -> "allowed";
            case "failure" -> isDenied() ? "denied" : "error";
            default -> "access";
        };
    }

    /** A line of JSON with the field names of ECS, and of Elastic's own audit logs where ECS has none. */
    String json(String service) {
        var line = new StringWriter(768);
        try (var json = JSON.createGenerator(line)) {
            json.writeStartObject();
            text(json, "@timestamp", MILLIS.format(at));
            text(json, "log.level", "INFO");
            text(json, "message", message());
            text(json, "ecs.version", ECS_VERSION);
            text(json, "service.name", service);
            text(json, "event.kind", "event");
            texts(json, "event.category", List.of(isUnauthenticated() ? "authentication" : "web"));
            texts(json, "event.type", List.of(type()));
            text(json, "event.action", action);
            text(json, "event.outcome", outcome());
            text(json, "user.name", caller.username());
            text(json, "kibana.authentication_realm", caller.realm());
            text(json, "kibana.authentication_type", caller.authenticationType());
            text(json, "apikey.id", caller.apiKeyId());
            text(json, "kibana.space_id", space);
            text(json, "source.ip", source);
            text(json, "http.request.method", method);
            text(json, "http.request.id", requestId);
            text(json, "http.route", route);
            text(json, "url.path", path);
            if (status != UNANSWERED) {
                json.writeNumberField("http.response.status_code", status);
            }
            if (target != null) {
                text(json, "garrison.target.type", target.type());
                texts(json, "garrison.target.id", target.ids());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a string, it does not come
        }
        return line.toString();
    }

    private String message() {
        var who = caller.username() == null ? "somebody" : caller.username();
        return who + (isDenied() ? " was denied " : " called ") + method + " " + path
                + (status == UNANSWERED ? " and left before the answer" : ": " + status);
    }

    private static void text(JsonGenerator json, String field, String value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value);
        }
    }

    private static void texts(JsonGenerator json, String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}

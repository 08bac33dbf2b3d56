package dev.garrison.platform.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;

/** What the audit log says from now on. A call's record is there before its answer. */
public final class AuditTrail implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOGGER = Logger.getLogger("dev.garrison.audit");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public AuditTrail() {
        LOGGER.addHandler(recorder);
    }

    /** As they are written. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Records of the requests that were sent with this {@code x-request-id}. */
    public List<JsonNode> of(String requestId) {
        return lines.stream()
                .map(AuditTrail::parsed)
                .filter(entry -> requestId.equals(entry.path("http.request.id").asText()))
                .toList();
    }

    /** What the audit log says was done to the user, space, … of this name or id, and how it went: {@code put_user: success}. */
    public List<String> about(String target) {
        return lines.stream()
                .map(AuditTrail::parsed)
                .filter(entry -> StreamSupport.stream(
                                entry.path("garrison.target.id").spliterator(), false)
                        .anyMatch(id -> target.equals(id.asText())))
                .map(entry -> entry.path("event.action").asText() + ": "
                        + entry.path("event.outcome").asText())
                .toList();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + line, e);
        }
    }

    @Override
    public void close() {
        LOGGER.removeHandler(recorder);
    }
}

package dev.garrison.fleet.fleetserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * What an agent is answered.
 *
 * @param body JSON, or null for none
 * @param gzipped whether the body is compressed already
 */
public record Answer(int status, byte[] body, boolean gzipped) {
    private static final int WORTH_COMPRESSING = 1024;

    public static Answer json(byte[] body) {
        return new Answer(200, body, false);
    }

    public static Answer json(int status, Object body, ObjectMapper json) {
        try {
            return new Answer(status, json.writeValueAsBytes(body), false);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Answer empty() {
        return new Answer(200, null, false);
    }

    static Answer of(ProtocolException refusal, ObjectMapper json) {
        return json(refusal.status(), new Failure(refusal.status(), refusal.code(), refusal.getMessage()), json);
    }

    private record Failure(int statusCode, String error, String message) {}

    /** Compressed where it is worth it. */
    Answer compressed() {
        if (gzipped || body == null || body.length <= WORTH_COMPRESSING) {
            return this;
        }
        var bytes = new ByteArrayOutputStream(body.length / 2);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(status, bytes.toByteArray(), true);
    }
}

package dev.garrison.apm.savedobjects;

import dev.garrison.platform.http.ApiException;
import java.util.Map;

/** What became of one object among many that could not be served; alone it is the whole answer's error. */
public record ItemError(int statusCode, String error, String message, Map<String, Object> metadata) {
    public static ItemError notFound(ObjectKey key) {
        return new ItemError(404, "Not Found", "Saved object [%s/%s] not found".formatted(key.type(), key.id()), null);
    }

    static ItemError conflict(ObjectKey key) {
        return new ItemError(409, "Conflict", conflictText(key), null);
    }

    /** The id is taken where the caller does not see it. */
    static ItemError takenElsewhere(ObjectKey key) {
        return new ItemError(409, "Conflict", conflictText(key), Map.of("isNotOverwritable", true));
    }

    private static String conflictText(ObjectKey key) {
        return "Saved object [%s/%s] conflict".formatted(key.type(), key.id());
    }

    static ItemError unsupported(String type) {
        return badRequest("Unsupported saved object type: '%s'".formatted(type));
    }

    public static ItemError badRequest(String text) {
        return new ItemError(400, "Bad Request", text + ": Bad Request", null);
    }

    static ItemError of(ApiException e) {
        return new ItemError(
                e.status(), e.status() == 422 ? "Unprocessable Entity" : "Bad Request", e.getMessage(), null);
    }

    ApiException alone() {
        return ApiException.of(statusCode, message);
    }
}

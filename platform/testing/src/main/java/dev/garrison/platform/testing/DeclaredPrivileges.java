package dev.garrison.platform.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Holds every operation of a service's OpenAPI document to saying what it asks of its caller. The build refuses a method that does
 * not; this finds what would slip past it, a path that the document spells differently. {@link Api} checks it always.
 */
public final class DeclaredPrivileges {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head");

    private DeclaredPrivileges() {}

    /** Operations with neither {@code x-privileges} nor {@code x-unauthenticated}, as {@code GET /api/things}. */
    public static List<String> missing(String openApiDocument) {
        try {
            var missing = new ArrayList<String>();
            for (var path :
                    new ObjectMapper().readTree(openApiDocument).path("paths").properties()) {
                for (var operation : path.getValue().properties()) {
                    if (METHODS.contains(operation.getKey())
                            && !operation.getValue().has("x-privileges")
                            && !operation.getValue().path("x-unauthenticated").asBoolean()) {
                        missing.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }
            }
            return missing;
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not a document: " + openApiDocument, e);
        }
    }

    static void check(String openApiDocument) {
        var missing = missing(openApiDocument);
        if (!missing.isEmpty()) {
            throw new AssertionError("The document says no privileges of " + missing);
        }
    }
}

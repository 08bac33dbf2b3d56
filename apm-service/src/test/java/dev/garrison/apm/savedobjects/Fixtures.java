package dev.garrison.apm.savedobjects;

import static dev.garrison.platform.testing.Api.as;

import dev.garrison.platform.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Saved objects for tests. */
public final class Fixtures {
    private Fixtures() {}

    public static String newId() {
        return UUID.randomUUID().toString();
    }

    public static String newSpace() {
        return "s-" + newId();
    }

    public static String superuserIn(String space) {
        return Tokens.of("elastic", space, Set.of("*"), Set.of("all"));
    }

    /** @return its id */
    public static String create(String type, Map<String, ?> attributes) {
        return createIn("default", type, attributes);
    }

    public static String createIn(String space, String type, Map<String, ?> attributes, Map<?, ?>... references) {
        return as(superuserIn(space))
                .body(Map.of("attributes", attributes, "references", List.of(references)))
                .post("/api/saved_objects/" + type)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    public static Map<String, String> to(String type, String id) {
        return Map.of("name", "ref-" + id, "type", type, "id", id);
    }

    public static Map<String, String> key(String type, String id) {
        return Map.of("type", type, "id", id);
    }
}

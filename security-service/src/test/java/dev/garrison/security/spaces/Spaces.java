package dev.garrison.security.spaces;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.keyOf;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Spaces for tests, and callers who may do just so much in them. */
final class Spaces {
    static final String PATH = "/api/spaces/space";

    private Spaces() {}

    static String newId() {
        return "space-" + UUID.randomUUID();
    }

    /** @param more what the space has besides a name */
    static Map<String, Object> named(String id, Map<String, Object> more) {
        var body = new HashMap<String, Object>(Map.of("id", id, "name", "Space " + id));
        body.putAll(more);
        return body;
    }

    static ValidatableResponse create(String id, Map<String, Object> more) {
        return asElastic().body(named(id, more)).post(PATH).then();
    }

    static String newSpace() {
        var id = newId();
        create(id, Map.of()).statusCode(200);
        return id;
    }

    static ValidatableResponse delete(String id) {
        return asElastic().delete(PATH + "/{id}", id).then();
    }

    /** Requests of a caller with privileges of Kibana, in roles' words, on the resources. */
    static RequestSpecification holding(List<String> privileges, String... resources) {
        return as(keyHolding(privileges, resources));
    }

    static String keyHolding(List<String> privileges, String... resources) {
        return apiKey(keyOf(asElastic(), descriptors(privileges, resources)));
    }

    /** What an API key may do. */
    static Map<String, Object> descriptors(List<String> privileges, String... resources) {
        var application =
                Map.of("application", "kibana-.kibana", "privileges", privileges, "resources", List.of(resources));
        return Map.of("role_descriptors", Map.of("role", Map.of("applications", List.of(application))));
    }
}

package dev.garrison.security.roles;

import static dev.garrison.security.Identities.asElastic;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Roles for tests. */
public final class RoleFixtures {
    private RoleFixtures() {}

    public static String newRoleName() {
        return "role-" + UUID.randomUUID();
    }

    /** A new role with these Kibana entries. */
    public static String roleWith(Map<?, ?>... kibana) {
        var name = newRoleName();
        put(name, kibana);
        return name;
    }

    public static void put(String name, Map<?, ?>... kibana) {
        asElastic()
                .body(Map.of("kibana", List.of(kibana)))
                .put("/api/security/role/{name}", name)
                .then()
                .statusCode(204);
    }

    public static Map<String, Object> base(String privilege, String... spaces) {
        return Map.of("base", List.of(privilege), "spaces", List.of(spaces));
    }

    public static Map<String, Object> feature(String id, String privilege, String... spaces) {
        return Map.of("feature", Map.of(id, List.of(privilege)), "spaces", List.of(spaces));
    }
}

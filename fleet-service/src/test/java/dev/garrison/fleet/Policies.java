package dev.garrison.fleet;

import static dev.garrison.platform.testing.Api.asSuperuser;

import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Agent policies for tests, each with a name of its own. */
public final class Policies {
    private Policies() {}

    /** A name that no other test uses. */
    public static String newName() {
        return "policy " + UUID.randomUUID();
    }

    /** The least that creates a policy, with more of it. */
    public static Map<String, Object> body(Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("name", newName(), "namespace", "default"));
        body.putAll(more);
        return body;
    }

    public static JsonPath create(Map<String, ?> more) {
        return asSuperuser()
                .body(body(more))
                .post("/api/fleet/agent_policies")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    /** @return the id of a new policy */
    public static String create() {
        return create(Map.of()).getString("id");
    }

    public static JsonPath get(String id) {
        return asSuperuser()
                .get("/api/fleet/agent_policies/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }
}

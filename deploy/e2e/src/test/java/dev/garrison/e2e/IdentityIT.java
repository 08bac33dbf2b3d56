package dev.garrison.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is decided in security-service counts everywhere at once: at the gateway, which remembers callers, and in other services. */
class IdentityIT {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String AGENTS = "/api/fleet/agents";

    private final Kibana elastic = TheStack.kibana();
    private final String name = "somebody-" + UUID.randomUUID();

    @Test
    void aChangedPasswordCountsEverywhere() {
        var user = user("viewer");
        assertThat(status(user)).isEqualTo(200);

        elastic.request()
                .body(Map.of("password", "another-password"))
                .put("/_security/user/{name}/_password", name)
                .then()
                .statusCode(200);

        await().atMost(SOON).until(() -> status(user) == 401);
        assertThat(status(elastic.as(name, "another-password"))).isEqualTo(200);
    }

    @Test
    void aDisabledUserAndTheirKeysAreOut() {
        var role = "role-" + UUID.randomUUID();
        elastic.request()
                .body(Map.of("cluster", List.of("manage_own_api_key")))
                .put("/_security/role/{name}", role)
                .then()
                .statusCode(200);
        var user = user("viewer", role);
        var key = elastic.withApiKey(user.request()
                .body(Map.of("name", "mine"))
                .post("/_security/api_key")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("encoded"));
        assertThat(status(user)).isEqualTo(200);
        assertThat(status(key)).isEqualTo(200);

        elastic.request().put("/_security/user/{name}/_disable", name).then().statusCode(200);

        await().atMost(SOON).until(() -> status(user) == 401 && status(key) == 401);
    }

    @Test
    void aChangedRoleCountsForWhoHoldsIt() {
        var role = "role-" + UUID.randomUUID();
        elastic.request()
                .body(Map.of(
                        "kibana",
                        List.of(Map.of("feature", Map.of("fleetv2", List.of("read")), "spaces", List.of("*")))))
                .put("/api/security/role/{name}", role)
                .then()
                .statusCode(204);
        var user = user(role);
        assertThat(status(user)).isEqualTo(200);

        elastic.request().delete("/api/security/role/{name}", role).then().statusCode(204);

        await().atMost(SOON).until(() -> status(user) == 403);
    }

    @Test
    void aDeletedSpaceTakesItsCasesAlongAndItsIdStartsEmpty() {
        var space = "space-" + UUID.randomUUID();
        create(space);
        elastic.request()
                .body(
                        """
                        {
                          "title": "Stolen laptop", "description": "Third floor", "tags": [], "owner": "cases",
                          "settings": {"syncAlerts": false},
                          "connector": {"id": "none", "name": "none", "type": ".none", "fields": null}
                        }""")
                .post("/s/{space}/api/cases", space)
                .then()
                .statusCode(200);
        assertThat(cases(space)).isEqualTo(1);

        elastic.request().delete("/api/spaces/space/{id}", space).then().statusCode(204);
        create(space);

        await().untilAsserted(() -> assertThat(cases(space)).isZero());
    }

    private void create(String space) {
        elastic.request()
                .body(Map.of("id", space, "name", "Operations"))
                .post("/api/spaces/space")
                .then()
                .statusCode(200);
    }

    private int cases(String space) {
        return elastic.request()
                .get("/s/{space}/api/cases/_find", space)
                .then()
                .statusCode(200)
                .extract()
                .path("total");
    }

    private Kibana user(String... roles) {
        elastic.request()
                .body(Map.of("password", "first-password", "roles", List.of(roles)))
                .put("/_security/user/{name}", name)
                .then()
                .statusCode(200);
        return elastic.as(name, "first-password");
    }

    private static int status(Kibana caller) {
        return caller.request().get(AGENTS).statusCode();
    }
}

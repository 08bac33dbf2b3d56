package dev.garrison.security.roles;

import static dev.garrison.security.Identities.apiKey;
import static dev.garrison.security.Identities.as;
import static dev.garrison.security.Identities.asElastic;
import static dev.garrison.security.Identities.authenticate;
import static dev.garrison.security.Identities.basic;
import static dev.garrison.security.Identities.claims;
import static dev.garrison.security.Identities.keyOf;
import static dev.garrison.security.Identities.userWith;
import static dev.garrison.security.roles.RoleFixtures.base;
import static dev.garrison.security.roles.RoleFixtures.feature;
import static dev.garrison.security.roles.RoleFixtures.newRoleName;
import static dev.garrison.security.roles.RoleFixtures.put;
import static dev.garrison.security.roles.RoleFixtures.roleWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.garrison.platform.testing.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a role grants, as those who have it find it at their next request. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class RoleEffectTest {

    @Test
    void aRoleGrantsInItsSpacesOnly() {
        var user =
                basic(userWith(roleWith(base("read", "sales"), feature("indexPatterns", "all", "marketing", "lab"))));

        assertThat(held(user, "sales"))
                .contains("fleet-read", "login:", "saved_object:dashboard/get")
                .doesNotContain("fleet-all", "indexPatterns:manage");
        assertThat(held(user, "marketing"))
                .contains("indexPatterns:manage", "login:")
                .doesNotContain("fleet-read");
        assertThat(held(user, "lab")).contains("indexPatterns:manage");
        assertThat(held(user, "default")).isEmpty();
    }

    @Test
    void severalRolesAddUp() {
        var user = basic(userWith(
                roleWith(feature("fleetv2", "read", "*")), roleWith(feature("indexPatterns", "all", "a")), "nobody"));

        assertThat(held(user, "a")).contains("fleet-read", "fleet-agents-read", "indexPatterns:manage");
        assertThat(held(user, "b")).contains("fleet-read").doesNotContain("indexPatterns:manage", "fleet-all");
    }

    @Test
    void onlyBaseAllEverywhereManagesSpaces() {
        assertThat(held(basic(userWith(roleWith(base("all", "*")))), "any")).contains("space:manage", "fleet-all");
        assertThat(held(basic(userWith(roleWith(base("all", "any")))), "any"))
                .contains("fleet-all")
                .doesNotContain("space:manage");
        assertThat(held(basic(userWith("kibana_admin")), "any")).contains("space:manage");
        assertThat(held(basic(userWith("viewer")), "any"))
                .contains("fleet-read")
                .doesNotContain("fleet-all");
        assertThat(held(basic(userWith("editor")), "any")).contains("fleet-all");
        assertThat(held(basic(userWith("monitoring_user")), "any"))
                .contains("monitoring")
                .doesNotContain("fleet-read");
    }

    @Test
    void aChangeCountsAtTheNextRequest() {
        var role = newRoleName();
        var user = basic(userWith(role));
        assertThat(held(user, "a")).isEmpty(); // the name alone grants nothing

        put(role, feature("apm", "read", "*"));
        assertThat(held(user, "a")).contains("apm").doesNotContain("apm_write");

        put(role, feature("apm", "all", "*"));
        assertThat(held(user, "a")).contains("apm_write");

        asElastic().delete("/api/security/role/{name}", role).then().statusCode(204);
        assertThat(held(user, "a")).isEmpty();
        as(user).get("/_security/_authenticate").then().body("roles", equalTo(List.of(role)));
    }

    @Test
    void theGatewayIsToldWhichRolesCount() {
        var role = roleWith(base("read", "*"));
        var user = basic(userWith("viewer", role));

        authenticate(user).then().body("roles", equalTo(List.of("viewer", role)));

        var key = keyOf(asElastic(), Map.of());
        authenticate(apiKey(key)).then().body("roles", equalTo(List.of()));
    }

    @Test
    void clusterPrivilegesOfARoleOpenSecurity() {
        var role = newRoleName();
        asElastic()
                .body(Map.of("elasticsearch", Map.of("cluster", List.of("manage_security"))))
                .put("/api/security/role/{name}", role)
                .then()
                .statusCode(204);
        var user = basic(userWith(role));

        as(user).get("/api/security/role").then().statusCode(200);
        as(user).get("/_security/user").then().statusCode(200);
        as(basic(userWith("kibana_admin"))).get("/api/security/role").then().statusCode(403);
    }

    @Test
    void askedWhatTheyHoldUsersHoldWhatTheirRolesGrant() {
        var role = newRoleName();
        asElastic()
                .body(
                        """
                        {"elasticsearch": {
                           "cluster": ["manage_api_key"],
                           "indices": [{"names": ["logs-*"], "privileges": ["write"]}]},
                         "kibana": [{"feature": {"apm": ["read"]}, "spaces": ["sales"]}]}""")
                .put("/api/security/role/{name}", role)
                .then()
                .statusCode(204);

        as(basic(userWith(role, "viewer")))
                .body(
                        """
                        {"cluster": ["manage_own_api_key", "manage_security"],
                         "index": [{"names": ["logs-app", ".hidden", "metrics-app"], "privileges": ["read", "index"]}],
                         "application": [{"application": "kibana-.kibana", "privileges": ["feature_apm.read", "read"],
                           "resources": ["space:sales", "*"]}]}""")
                .post("/_security/user/_has_privileges")
                .then()
                .statusCode(200)
                .body("has_all_requested", is(false))
                .body("cluster", equalTo(Map.of("manage_own_api_key", true, "manage_security", false)))
                .body("index.logs-app", equalTo(Map.of("read", true, "index", true)))
                .body("index.metrics-app", equalTo(Map.of("read", true, "index", false)))
                .body("index.'.hidden'", equalTo(Map.of("read", false, "index", false)))
                .body(
                        "application.'kibana-.kibana'",
                        equalTo(Map.of(
                                "space:sales", Map.of("feature_apm.read", true, "read", true),
                                "*", Map.of("feature_apm.read", false, "read", true))));
    }

    @Test
    void anApiKeyKeepsWhatItsOwnerCouldDo() {
        var role = newRoleName();
        asElastic()
                .body(Map.of(
                        "elasticsearch",
                        Map.of("cluster", List.of("manage_own_api_key")),
                        "kibana",
                        List.of(feature("indexPatterns", "all", "*"))))
                .put("/api/security/role/{name}", role)
                .then()
                .statusCode(204);
        var owner = basic(userWith(role));
        var whole = apiKey(keyOf(as(owner), Map.of()));
        var application = Map.of(
                "application", "kibana-.kibana",
                "privileges", List.of("all"),
                "resources", List.of("*"));
        var greedy = apiKey(keyOf(
                as(owner), Map.of("role_descriptors", Map.of("all", Map.of("applications", List.of(application))))));
        assertThat(held(greedy, "a")).contains("indexPatterns:manage").doesNotContain("fleet-all", "space:manage");

        asElastic().delete("/api/security/role/{name}", role).then().statusCode(204);

        assertThat(held(owner, "a")).isEmpty();
        assertThat(held(whole, "a")).contains("indexPatterns:manage");
        assertThat(held(greedy, "a")).contains("indexPatterns:manage");
    }

    private static Set<String> held(String authorization, String space) {
        var held = new HashSet<String>();
        claims(authenticate(authorization, space, newRoleName()))
                .path("priv")
                .forEach(privilege -> held.add(privilege.asText()));
        return held;
    }
}

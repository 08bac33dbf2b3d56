package dev.garrison.e2e;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every documented operation, as callers who may and who may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
    /** Which feature's privilege grants what an operation asks for, as Kibana documents it; apart from Garrison's own table. */
    private static final Map<String, String> GRANTED_BY = Map.ofEntries(
            Map.entry("fleet-agents-read", "fleetv2.agents_read"),
            Map.entry("fleet-agents-all", "fleetv2.agents_all"),
            Map.entry("fleet-agent-policies-read", "fleetv2.agent_policies_read"),
            Map.entry("fleet-agent-policies-all", "fleetv2.agent_policies_all"),
            Map.entry("fleet-settings-read", "fleetv2.settings_read"),
            Map.entry("fleet-settings-all", "fleetv2.settings_all"),
            Map.entry("fleet-read", "fleetv2.minimal_read"),
            Map.entry("fleet-all", "fleetv2.minimal_all"),
            Map.entry("integrations-read", "fleet.read"),
            Map.entry("integrations-all", "fleet.all"),
            Map.entry("apm", "apm.minimal_read"),
            Map.entry("apm_write", "apm.minimal_all"),
            Map.entry("apm_settings_write", "apm.settings_save"),
            Map.entry("securitySolution", "siemV2.read"),
            Map.entry("securitySolution-writeHostIsolation", "siemV2.host_isolation_all"),
            Map.entry("securitySolution-readPolicyManagement", "siemV2.policy_management_read"),
            Map.entry("securitySolution-writePolicyManagement", "siemV2.policy_management_all"),
            Map.entry("copySavedObjectsToSpaces", "savedObjectsManagement.read"),
            Map.entry("indexPatterns:manage", "indexPatterns.all"));
    /** No feature grants them: only a superuser holds them. */
    private static final Set<String> OF_SUPERUSERS = Set.of("sessionManagement", "rotateEncryptionKey");

    /** What they make can do things in Elasticsearch that no Kibana privilege allows the caller. */
    private static final Set<String> ALSO_OF_ELASTICSEARCH = Set.of("POST /api/fleet/logstash_api_keys");

    private static final String UNRELATED = "dev_tools.read";

    private final Kibana elastic = TheStack.kibana();
    private final String address = TheStack.stack().url().toString();
    private List<DocumentedOperation> operations;

    @BeforeAll
    void readTheDocument() {
        operations = DocumentedOperation.all(elastic.request()
                .get("/openapi.json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath());
        assertThat(operations).hasSizeGreaterThan(70);
    }

    @Test
    void nobody() {
        assertSoftly(softly -> operations.forEach(operation -> softly.assertThat(
                        operation.call(address, null, Map.of()).statusCode())
                .as("%s", operation)
                .isEqualTo(401)));
    }

    /** Each time from somewhere else, or the guesses would be slowed down. */
    @Test
    void aWrongPassword() {
        assertSoftly(softly -> {
            for (int i = 0; i < operations.size(); i++) {
                var from = Map.of("x-forwarded-for", "198.18.%d.%d".formatted(i / 250, 1 + i % 250));
                softly.assertThat(operations
                                .get(i)
                                .call(address, Kibana.basic("elastic", "wrong"), from)
                                .statusCode())
                        .as("%s", operations.get(i))
                        .isEqualTo(401);
            }
        });
    }

    @Test
    void aUserWithoutRoles() {
        everyOperationAnswersAsDeclared(user(List.of()), Set.of());
    }

    @Test
    void aViewer() {
        var viewer = user(List.of("viewer"));
        var held = heldBy(viewer);
        assertThat(held)
                .contains("fleet-agents-read", "apm", "securitySolution")
                .doesNotContain("fleet-agents-all", "apm_settings_write", "indexPatterns:manage", "cluster:all");
        everyOperationAnswersAsDeclared(viewer, held);
    }

    @Test
    void aSuperuser() {
        everyOperationAnswersAsDeclared(user(List.of("superuser")), Set.of("*", "cluster:all"));
    }

    /** Each operation by a user whose only role grants just what it asks for, and no operation that asks for more. */
    @Test
    void aRoleWithJustTheNeededPrivilege() {
        assertSoftly(softly -> byNeed().forEach((needed, group) -> {
            if (needed.stream().anyMatch(OF_SUPERUSERS::contains)) {
                return;
            }
            var caller = user(List.of(role(needed, "*")));
            for (var operation : group) {
                if (!ALSO_OF_ELASTICSEARCH.contains(operation.toString())) {
                    softly.assertThat(operation.call(address, caller, Map.of()).statusCode())
                            .as("%s with %s", operation, needed)
                            .isNotIn(401, 403);
                }
            }
        }));
    }

    @Test
    void theSameRoleInAnotherSpace() {
        assertSoftly(softly -> byNeed().forEach((needed, group) -> {
            if (needed.stream().anyMatch(name -> name.startsWith("cluster:") || OF_SUPERUSERS.contains(name))) {
                return; // these know no spaces
            }
            var caller = user(List.of(role(needed, "space:elsewhere")));
            for (var operation : group) {
                softly.assertThat(operation.call(address, caller, Map.of()).statusCode())
                        .as("%s with %s elsewhere", operation, needed)
                        .isEqualTo(403);
            }
        }));
    }

    /** A superuser's key that may do one unrelated thing. */
    @Test
    void anApiKeyNarrowedToLessThanItsOwner() {
        var encoded = elastic.request()
                .body(Map.of(
                        "name",
                        "narrow-" + UUID.randomUUID(),
                        "role_descriptors",
                        Map.of("narrow", raw(List.of(), List.of("feature_" + UNRELATED), "*"))))
                .post("/_security/api_key")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("encoded");
        everyOperationAnswersAsDeclared("ApiKey " + encoded, Set.of());
    }

    private void everyOperationAnswersAsDeclared(String authorization, Set<String> held) {
        assertSoftly(softly -> {
            for (var operation : operations) {
                var answer = operation.call(address, authorization, Map.of());
                if (!operation.isAllowedTo(held)) {
                    softly.assertThat(answer.statusCode()).as("%s", operation).isEqualTo(403);
                    softly.assertThat(
                                    answer.jsonPath().getString(operation.isElasticsearchs() ? "error.type" : "error"))
                            .as("%s", operation)
                            .isEqualTo(operation.isElasticsearchs() ? "security_exception" : "Forbidden");
                } else if (operation.asksForPrivileges()) {
                    softly.assertThat(answer.statusCode()).as("%s", operation).isNotIn(401, 403);
                } else { // what the object that it is about asks for is not in the document
                    softly.assertThat(answer.statusCode()).as("%s", operation).isNotEqualTo(401);
                }
            }
        });
    }

    private Map<Set<String>, List<DocumentedOperation>> byNeed() {
        var groups = new HashMap<Set<String>, List<DocumentedOperation>>();
        for (var operation : operations) {
            if (operation.asksForPrivileges()) {
                groups.computeIfAbsent(operation.needed(), any -> new ArrayList<>())
                        .add(operation);
            }
        }
        return groups;
    }

    /** @return name of a new role that grants just this */
    private String role(Set<String> needed, String resource) {
        var cluster = new ArrayList<String>();
        var kibana = new TreeSet<String>();
        for (var name : needed) {
            if (name.startsWith("cluster:")) {
                cluster.add(name.substring("cluster:".length()));
            } else {
                assertThat(GRANTED_BY).as("which feature grants it").containsKey(name);
                kibana.add("feature_" + GRANTED_BY.get(name));
            }
        }
        var name = "matrix-" + UUID.randomUUID();
        elastic.request()
                .body(raw(cluster, List.copyOf(kibana), resource))
                .put("/_security/role/{name}", name)
                .then()
                .statusCode(200);
        return name;
    }

    private static Map<String, Object> raw(List<String> cluster, List<String> privileges, String resource) {
        var role = new TreeMap<String, Object>(Map.of("cluster", cluster));
        if (!privileges.isEmpty()) {
            role.put(
                    "applications",
                    List.of(Map.of(
                            "application",
                            "kibana-.kibana",
                            "privileges",
                            privileges,
                            "resources",
                            List.of(resource))));
        }
        return role;
    }

    /** @return the Authorization header of a new user */
    private String user(List<String> roles) {
        var name = "matrix-" + UUID.randomUUID();
        elastic.request()
                .body(Map.of("password", "matrix-password", "roles", roles))
                .put("/_security/user/{name}", name)
                .then()
                .statusCode(200);
        return Kibana.basic(name, "matrix-password");
    }

    /** What the signed token of this caller says in the default space. */
    private static Set<String> heldBy(String authorization) {
        var token = given().baseUri(TheStack.stack().service("security-service").url())
                .contentType("application/json")
                .body(Map.of("authorization", authorization, "space", "default", "address", "127.0.0.1"))
                .post("/internal/authenticate")
                .then()
                .statusCode(200)
                .extract()
                .<String>path("token");
        var claims =
                new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
        var held = new HashSet<String>(claims.getList("priv"));
        claims.<String>getList("cluster").forEach(name -> held.add("cluster:" + name));
        return held;
    }
}

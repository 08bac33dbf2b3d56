package dev.garrison.fleet.packagepolicies;

import static dev.garrison.fleet.packagepolicies.Integrations.PATH;
import static dev.garrison.fleet.packagepolicies.Integrations.body;
import static dev.garrison.fleet.packagepolicies.Integrations.create;
import static dev.garrison.fleet.packagepolicies.Integrations.put;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PackagePolicyChangeTest {
    @Inject
    Integrations integrations;

    @Inject
    Stored stored;

    private static int revision(String policy) {
        return Policies.get(policy).getInt("revision");
    }

    @Test
    void anUpdateKeepsWhatIsAbsentAndRevisesOldAndNewPolicies() {
        var a = Policies.create();
        var b = Policies.create();
        var before = create(body(integrations.weather(), a, Map.of("description", "first")));
        put(before.getString("id"), Map.of("policy_ids", List.of(b), "namespace", "other"))
                .statusCode(200)
                .body("item.description", is("first"))
                .body("item.name", is(before.getString("name")))
                .body("item.revision", is(2))
                .body("item.policy_id", is(b))
                .body("item.inputs[0].vars.url.value", is("http://weather"));
        assertThat(revision(a)).isEqualTo(3);
        assertThat(revision(b)).isEqualTo(2);
        asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", b)
                .then()
                .body("item.inputs[0].data_stream.namespace", is("other"));
        asSuperuser().get("/api/fleet/agent_policies/{id}/full", a).then().body("item.inputs.size()", is(0));
    }

    @Test
    void theSimplifiedFormatIsMadeAnewFromThePackage() {
        var name = integrations.weather();
        var before = create(body(name, Policies.create(), Map.of("vars", Map.of("region", "south"))));
        put(
                        before.getString("id"),
                        Map.of("inputs", Map.of("stations-httpjson", Map.of("vars", Map.of("url", "http://new")))))
                .statusCode(200)
                .body("item.vars.region.value", is("north"))
                .body("item.inputs[0].streams[0].compiled_stream.url", is("http://new"))
                .body("item.inputs[0].streams[0].compiled_stream.region", is("north"));
    }

    @Test
    void aSecretStaysByItsReferenceAndANewOneReplacesIt() {
        var name = integrations.weather();
        var before = create(secret(name, "first"));
        var id = before.getString("id");
        Map<String, Object> reference = before.get("inputs[0].vars.token.value");

        put(id, Map.of("inputs", inputs(reference)))
                .statusCode(200)
                .body("item.inputs[0].vars.token.value", equalTo(reference))
                .body("item.secret_references.id", equalTo(List.of(reference.get("id"))));
        assertThat(stored.count("package_policy_secret where package_policy_id = ?1", id))
                .isEqualTo(1);

        put(id, Map.of("inputs", inputs("second")))
                .statusCode(200)
                .body("item.inputs[0].vars.token.value.id", not(reference.get("id")));
        assertThat(stored.count("package_policy_secret where id = ?1", reference.get("id")))
                .isZero();
        assertThat(stored.count("package_policy_secret where package_policy_id = ?1", id))
                .isEqualTo(1);

        var other = create(secret(name, "other"));
        put(id, Map.of("inputs", inputs(other.get("inputs[0].vars.token.value"))))
                .statusCode(400)
                .body("message", startsWith("Secret "));
    }

    private static Map<String, Object> secret(String name, String value) {
        return body(name, Policies.create(), Map.of("inputs", inputs(value)));
    }

    private static Map<String, Object> inputs(Object token) {
        return Map.of("stations-httpjson", Map.of("vars", Map.of("url", "http://weather", "token", token)));
    }

    @Test
    void aStaleVersionIsRefused() {
        var policy = Policies.create();
        var before = create(body(integrations.weather(), policy, Map.of()));
        var id = before.getString("id");
        put(id, Map.of("version", before.getString("version"), "description", "a"))
                .statusCode(200);
        put(id, Map.of("version", before.getString("version"), "description", "b"))
                .statusCode(409)
                .body("message", is("Saved object [ingest-package-policies/" + id + "] conflict"));
        assertThat(revision(policy)).isEqualTo(3);
        put("nowhere", Map.of("description", "b")).statusCode(404).body("message", is("Package policy not found"));
    }

    @Test
    void whatIsFrozenOrManagedNeedsForce() {
        var name = integrations.weather();
        var frozen = Map.of("url", Map.of("type", "url", "value", "http://frozen", "frozen", true));
        var body = body(name, Policies.create(), Map.of("is_managed", true));
        body.put("inputs", List.of(Map.of("type", "httpjson", "enabled", true, "vars", frozen)));
        var id = create(body).getString("id");
        var change = Map.of("inputs", Map.of("stations-httpjson", Map.of("vars", Map.of("url", "http://new"))));
        put(id, change)
                .statusCode(400)
                .body("message", startsWith("Cannot update package policy " + id + " in Fleet because"));
        put(id, Map.of("force", true, "is_managed", false)).statusCode(200);
        put(id, change).statusCode(200).body("item.inputs[0].vars.url.value", is("http://frozen"));
    }

    @Test
    void manyAreDeletedWithOneRevision() {
        var name = integrations.weather();
        var policy = Policies.create();
        var a = create(body(name, policy, Map.of()));
        var b = create(body(name, policy, Map.of()));
        var managed = create(body(name, policy, Map.of("is_managed", true)));
        var hosted = Policies.create(Map.of("is_managed", true)).getString("id");
        var onHosted = create(body(name, hosted, Map.of("force", true)));
        assertThat(revision(policy)).isEqualTo(4);

        asSuperuser()
                .body(Map.of(
                        "packagePolicyIds",
                        List.of(
                                a.getString("id"),
                                "nowhere",
                                b.getString("id"),
                                managed.getString("id"),
                                onHosted.getString("id")),
                        "force",
                        false))
                .post(PATH + "/delete")
                .then()
                .statusCode(200)
                .body(
                        "[0]",
                        equalTo(Map.of(
                                "id", a.getString("id"),
                                "name", a.getString("name"),
                                "success", true,
                                "package", Map.of("name", name, "title", "Weather", "version", "1.0.0"),
                                "policy_id", policy,
                                "policy_ids", List.of(policy))))
                .body(
                        "[1]",
                        equalTo(Map.of(
                                "id",
                                "nowhere",
                                "success",
                                false,
                                "statusCode",
                                404,
                                "body",
                                Map.of("message", "Saved object [ingest-package-policies/nowhere] not found"))))
                .body("[2].success", is(true))
                .body("[3].statusCode", is(400))
                .body("[3].body.message", startsWith("Cannot delete package policy " + managed.getString("id")))
                .body(
                        "[4].body.message",
                        startsWith("Cannot remove integrations of hosted agent policy in Fleet because"));
        assertThat(revision(policy)).isEqualTo(5);
        assertThat(Policies.get(policy).getList("package_policies.id")).containsExactly(managed.getString("id"));

        var path = PATH + "/" + managed.getString("id");
        asSuperuser().delete(path).then().statusCode(400);
        asSuperuser().delete(path + "?force=true").then().statusCode(200).body("id", is(managed.getString("id")));
        asSuperuser().delete(path).then().statusCode(200);
        assertThat(revision(policy)).isEqualTo(6);
        with("fleet-agent-policies-all")
                .body(Map.of("packagePolicyIds", List.of()))
                .post(PATH + "/delete")
                .then()
                .statusCode(403);
    }

    @Test
    void listsAreFilteredSortedAndPaged() {
        var name = integrations.weather();
        var policy = Policies.create();
        for (var letter : List.of("a", "b", "c")) {
            create(body(name, policy, Map.of("name", letter + " " + name)));
        }
        var kuery = "ingest-package-policies.package.name:" + name;
        asSuperuser()
                .get(PATH + "?perPage=2&sortField=name&sortOrder=asc&withAgentCount=true&kuery=" + kuery)
                .then()
                .statusCode(200)
                .body("total", is(3))
                .body("page", is(1))
                .body("perPage", is(2))
                .body("items.name", equalTo(List.of("a " + name, "b " + name)))
                .body("items[0].agents", is(0));
        asSuperuser()
                .queryParam("kuery", "policy_ids:\"" + policy + "\" and name:b*")
                .get(PATH + "?format=simplified")
                .then()
                .statusCode(200)
                .body("items.name", equalTo(List.of("b " + name)))
                .body("items[0].inputs", hasKey("stations-httpjson"));
        asSuperuser().get(PATH + "?kuery=nothing:1").then().statusCode(400);
        asSuperuser().get(PATH + "?sortField=name;drop").then().statusCode(400);

        var ids = asSuperuser().get(PATH + "?kuery=" + kuery).then().extract().<List<String>>path("items.id");
        asSuperuser()
                .body(Map.of("ids", List.of(ids.get(2), "nowhere", ids.get(0)), "ignoreMissing", true))
                .post(PATH + "/_bulk_get")
                .then()
                .body("items.id", equalTo(List.of(ids.get(2), ids.get(0))));
        asSuperuser()
                .body(Map.of("ids", List.of("nowhere")))
                .post(PATH + "/_bulk_get")
                .then()
                .statusCode(404)
                .body("message", is("Package policy nowhere not found"));
    }

    @Test
    void anOutputOfItsOwnIsLetGoWithTheOutput() {
        var output = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("http://own:9200")));
        var policy = Policies.create();
        var id = create(body(integrations.weather(), policy, Map.of("output_id", output)))
                .getString("id");
        asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policy)
                .then()
                .body("item.inputs[0].use_output", is(output))
                .body("item.output_permissions", hasKey(output));
        asSuperuser().delete("/api/fleet/outputs/{id}", output).then().statusCode(200);
        asSuperuser().get(PATH + "/{id}", id).then().body("item.output_id", is((Object) null));
        assertThat(revision(policy)).isEqualTo(3);
    }

    @Test
    void managersOfElasticDefendReachItsPoliciesOnly() {
        var policy = Policies.create();
        var defend = create(body(
                        "endpoint",
                        policy,
                        Map.of("package", Map.of("name", "endpoint", "version", "1.0.0"), "inputs", Map.of())))
                .getString("id");
        var name = integrations.weather();
        var other = create(body(name, policy, Map.of())).getString("id");
        var reader = "securitySolution-readPolicyManagement";
        with(reader).get(PATH + "/" + defend).then().statusCode(200);
        with(reader).get(PATH + "/" + other).then().statusCode(403);
        with(reader)
                .queryParam("kuery", "policy_ids:\"" + policy + "\"")
                .get(PATH)
                .then()
                .statusCode(200)
                .body("items.id", equalTo(List.of(defend)))
                .body("total", is(1));
        var change = Map.of("description", "of Security");
        with(reader).body(change).put(PATH + "/" + defend).then().statusCode(403);
        var writer = "securitySolution-writePolicyManagement";
        with(writer).body(change).put(PATH + "/" + defend).then().statusCode(200);
        with(writer)
                .body(change)
                .put(PATH + "/" + other)
                .then()
                .statusCode(403)
                .body("message", is("Update for package name " + name + " is not authorized."));
        with(writer).delete(PATH + "/" + defend).then().statusCode(403);
    }
}

package dev.garrison.fleet.packagepolicies;

import static dev.garrison.fleet.packagepolicies.Integrations.body;
import static dev.garrison.fleet.packagepolicies.Integrations.create;
import static dev.garrison.fleet.packagepolicies.Integrations.post;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.garrison.fleet.Fleet;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.platform.testing.Events;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PackagePolicyCreateTest {
    @Inject
    Integrations integrations;

    @Inject
    Fleet fleet;

    @Inject
    Stored stored;

    @Test
    void anIntegrationReachesTheAgentsOfItsPolicyCompiled() {
        var name = integrations.weather();
        var policy = Policies.create();
        var agent = fleet.healthyAgentOn(policy);

        var created = create(body(
                name,
                policy,
                Map.of(
                        "inputs",
                        Map.of(
                                "stations-httpjson",
                                Map.of(
                                        "vars",
                                                Map.of(
                                                        "url",
                                                        "http://weather",
                                                        "token",
                                                        "s3cret",
                                                        "hosts",
                                                        List.of("a", "b")),
                                        "streams",
                                                Map.of(
                                                        name + ".rain",
                                                        Map.of("vars", Map.of("processors", "- drop_event: {}"))))))));
        var id = created.getString("id");
        var secret = created.getString("inputs[0].vars.token.value.id");

        assertThat(created.getInt("revision")).isEqualTo(1);
        assertThat(created.getBoolean("enabled")).isTrue();
        assertThat(created.getString("policy_id")).isEqualTo(policy);
        assertThat(created.getList("policy_ids")).containsExactly(policy);
        assertThat(created.getString("package.title")).isEqualTo("Weather");
        assertThat(created.getString("created_by")).isEqualTo("elastic");
        assertThat(created.getString("vars.region.value")).isEqualTo("north");
        assertThat(created.getList("secret_references.id")).containsExactly(secret);
        assertThat(created.getString("inputs[0].streams[0].id")).isEqualTo("metrics-" + name + ".rain-" + id);
        assertThat(created.<Object>get("inputs[0].streams[0].compiled_stream"))
                .isEqualTo(Map.of(
                        "url",
                        "http://weather",
                        "period",
                        "10s",
                        "region",
                        "north",
                        "token",
                        "$co.elastic.secret{" + secret + "}",
                        "hosts",
                        List.of("a", "b"),
                        "processors",
                        List.of(Map.of("drop_event", Map.of()))));
        assertThat(created.getBoolean("inputs[1].enabled")).isFalse();
        assertThat(created.<Object>get("inputs[1].streams[0].compiled_stream")).isNull();
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(2);
        Awaitility.await().untilAsserted(() -> assertThat(Events.of("fleet.policy.changed", policy))
                .last()
                .satisfies(event ->
                        assertThat(event.data().get("revision").asInt()).isEqualTo(2)));

        var full = asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policy)
                .then()
                .statusCode(200);
        full.body("item.inputs[0].id", is("httpjson-stations-" + id))
                .body("item.inputs[0].use_output", is("default"))
                .body("item.inputs[0].data_stream.namespace", is("default"))
                .body("item.inputs[0].meta.package.name", is(name))
                .body("item.inputs[0].package_policy_id", is(id))
                .body(
                        "item.inputs[0].streams[0].data_stream",
                        equalTo(Map.of("type", "metrics", "dataset", name + ".rain")))
                .body("item.inputs[0].streams[0].token", is("$co.elastic.secret{" + secret + "}"))
                .body("item.inputs.size()", is(1))
                .body("item.secret_references.id", equalTo(List.of(secret)))
                .body(
                        "item.output_permissions.default.'" + id + "'.indices",
                        equalTo(List.of(Map.of(
                                "names", List.of("metrics-" + name + ".rain-default"),
                                "privileges", List.of("auto_configure", "create_doc")))))
                .body(not(containsString("s3cret")));

        var delivered = agent.checkin().action().at("/data/policy");
        assertThat(delivered.at("/inputs/0/streams/0/token").asText()).isEqualTo("s3cret");
        assertThat(delivered.at("/inputs/0/streams/0/url").asText()).isEqualTo("http://weather");
        assertThat(delivered.at("/secret_paths/0").asText()).isEqualTo("inputs.0.streams.0.token");

        asSuperuser()
                .get("/api/fleet/agent_policies/{id}", policy)
                .then()
                .body("item.package_policies.id", equalTo(List.of(id)))
                .body(not(containsString("s3cret")));
        assertThat(stored.value("select settings::text from package_policy where id = ?1", String.class, id))
                .doesNotContain("s3cret");
        assertThat(stored.value(
                        "select value_encrypted from package_policy_secret where id = ?1", String.class, secret))
                .doesNotContain("s3cret");
    }

    @Test
    void aSimplifiedAnswerHasInputsByName() {
        var name = integrations.weather();
        asSuperuser()
                .queryParam("format", "simplified")
                .body(body(name, Policies.create(), Map.of("vars", Map.of("region", "south"))))
                .post(Integrations.PATH)
                .then()
                .statusCode(200)
                .body("item.vars", equalTo(Map.of("region", "south")))
                .body("item.inputs.'stations-httpjson'.enabled", is(true))
                .body("item.inputs.'stations-httpjson'.vars.url", is("http://weather"))
                .body("item.inputs.'stations-httpjson'.streams.'" + name + ".rain'.vars.period", is("10s"))
                .body("item.inputs.'stations-logfile'.enabled", is(false))
                .body("item.inputs.'stations-logfile'.vars", nullValue());
    }

    @Test
    void theLegacyFormatIsTakenAsSentOrWithThePackagesStreams() {
        var name = integrations.weather();
        var url = Map.of("url", Map.of("type", "url", "value", "http://weather"));
        var short_ = body(name, Policies.create(), Map.of());
        short_.put(
                "inputs",
                List.of(Map.of("type", "httpjson", "policy_template", "stations", "enabled", true, "vars", url)));
        post(short_)
                .statusCode(200)
                .body("item.inputs.size()", is(1))
                .body("item.inputs[0].streams[0].compiled_stream.period", is("10s"))
                .body("item.inputs[0].streams[0].compiled_stream.url", is("http://weather"));

        var long_ = body(name, Policies.create(), Map.of());
        long_.put(
                "inputs",
                List.of(Map.of(
                        "type",
                        "httpjson",
                        "enabled",
                        true,
                        "vars",
                        url,
                        "streams",
                        List.of(Map.of(
                                "enabled", true,
                                "data_stream", Map.of("type", "metrics", "dataset", name + ".rain"),
                                "vars", Map.of("period", Map.of("value", "1m")))))));
        post(long_)
                .statusCode(200)
                .body("item.inputs[0].streams[0].vars.period.type", is("duration"))
                .body("item.inputs[0].streams[0].compiled_stream.period", is("1m"));
    }

    @Test
    void whatThePackageDoesNotKnowIsRefused() {
        var name = integrations.weather();
        var policy = Policies.create();
        refused(name, policy, Map.of("inputs", Map.of("x-y", Map.of())), 400, "Input not found: x-y");
        refused(
                name,
                policy,
                Map.of("inputs", Map.of("stations-httpjson", Map.of("streams", Map.of("s", Map.of())))),
                400,
                "Stream not found stations-httpjson: s");
        refused(
                name,
                policy,
                Map.of("inputs", Map.of("stations-httpjson", Map.of("vars", Map.of("v", 1)))),
                400,
                "Variable stations-httpjson:v not found");
        refused(
                name,
                policy,
                Map.of(
                        "inputs",
                        Map.of(
                                "stations-httpjson",
                                Map.of("streams", Map.of(name + ".rain", Map.of("vars", Map.of("v", 1)))))),
                400,
                "Variable stations-httpjson " + name + ".rain:v not found");
        refused(name, policy, Map.of("package", Map.of("name", "nowhere", "version", "1.0.0")), 404, "[nowhere]");
        refused(name, "no-policy", Map.of(), 404, "Saved object [ingest-agent-policies/no-policy] not found");
        refused(name, policy, Map.of("output_id", "no-output"), 400, "Output no-output not found");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(1);
    }

    @Test
    void valuesAreCheckedWhereTheyAreUsed() {
        var name = integrations.weather();
        var policy = Policies.create();
        refused(
                name,
                policy,
                Map.of(
                        "inputs",
                        Map.of(
                                "stations-httpjson",
                                Map.of(
                                        "vars", Map.of("hosts", "a"),
                                        "streams",
                                                Map.of(name + ".rain", Map.of("vars", Map.of("processors", "a: [")))),
                                "stations-logfile",
                                Map.of(
                                        "streams",
                                        Map.of(
                                                name + ".wind",
                                                Map.of("vars", Map.of("paths", List.of(), "exact", "no")))))),
                400,
                """
                Package policy is invalid: inputs.stations-httpjson.vars.url: Address is required
                inputs.stations-httpjson.vars.hosts: Invalid format
                inputs.stations-httpjson.streams.%1$s.rain.vars.processors: Invalid YAML format
                inputs.stations-logfile.streams.%1$s.wind.vars.paths: Files is required
                inputs.stations-logfile.streams.%1$s.wind.vars.exact: Boolean values must be either true or false"""
                        .formatted(name));
        post(body(name, policy, Map.of("inputs", Map.of("stations-httpjson", Map.of("enabled", false)))))
                .statusCode(200)
                .body("item.inputs[0].streams[0].enabled", is(false));
    }

    private static void refused(String name, String policy, Map<String, ?> more, int status, String message) {
        post(body(name, policy, more)).statusCode(status).body("message", startsWith(message));
    }

    @Test
    void namesAndIdsAreOnesOnly() {
        var name = integrations.weather();
        var policy = Policies.create();
        var id = UUID.randomUUID().toString();
        var first = create(body(name, policy, Map.of("id", id)));
        assertThat(first.getString("id")).isEqualTo(id);
        refused(
                name,
                policy,
                Map.of("name", " " + first.getString("name") + " "),
                409,
                "An integration policy with the name " + first.getString("name")
                        + " already exists. Please rename it or choose a different name.");
        refused(name, policy, Map.of("id", id), 409, "Saved object [ingest-package-policies/" + id + "] conflict");
        assertThat(Policies.get(policy).getInt("revision")).isEqualTo(2);
    }

    @Test
    void hostedPoliciesNeedForce() {
        var name = integrations.weather();
        var policy = Policies.create(Map.of("is_managed", true)).getString("id");
        refused(
                name,
                policy,
                Map.of(),
                400,
                "Cannot update integrations of hosted agent policy " + policy + " in Fleet because");
        post(body(name, policy, Map.of("force", true))).statusCode(200).body("item.force", nullValue());
    }

    @Test
    void aLimitedPackageIsOncePerPolicy() {
        var policy = Policies.create();
        var body = Map.of("package", Map.of("name", "endpoint", "version", "1.0.0"), "inputs", Map.of());
        post(body("endpoint", policy, body)).statusCode(200).body("item.inputs[0].type", is("endpoint"));
        refused(
                "endpoint",
                policy,
                body,
                400,
                "Unable to create integration policy. Integration 'endpoint' already exists on this agent policy.");
        asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policy)
                .then()
                .body("item.inputs[0].id", is(item(policy)))
                .body("item.output_permissions.default.'" + item(policy) + "'.indices.size()", is(8));
    }

    private static String item(String policy) {
        return Policies.get(policy).getString("package_policies[0].id");
    }

    @Test
    void oneMayBeOnManyPoliciesOrOnNone() {
        var name = integrations.weather();
        var a = Policies.create();
        var b = Policies.create();
        create(body(name, a, Map.of("policy_ids", List.of(a, b))));
        assertThat(Policies.get(a).getInt("revision")).isEqualTo(2);
        assertThat(Policies.get(b).getInt("revision")).isEqualTo(2);
        var orphan = create(body(name, null, Map.of()));
        assertThat(orphan.getString("policy_id")).isNull();
        assertThat(orphan.getList("policy_ids")).isEmpty();
        var both = create(body(name, null, Map.of("policy_id", a)));
        assertThat(both.getList("policy_ids")).containsExactly(a);
    }

    @Test
    void shapeAndPrivilegesAreChecked() {
        var name = integrations.weather();
        var body = body(name, Policies.create(), Map.of());
        with("fleet-agent-policies-all", "integrations-read")
                .body(body)
                .post(Integrations.PATH)
                .then()
                .statusCode(403)
                .body("message", containsString("[integrations-all]"));
        post(Map.of("name", "x", "inputs", Map.of())).statusCode(400);
        refused(name, null, Map.of("namespace", "A b"), 400, "[request body.namespace]: Namespace must be lowercase");
        refused(name, null, Map.of("unknown", 1), 400, "[request body.unknown]: definition for this key is missing");
        refused(
                name,
                null,
                Map.of("inputs", Map.of("stations-httpjson", Map.of("on", true))),
                400,
                "[request body.inputs]: stations-httpjson.on: definition for this key is missing");
        refused(
                name,
                null,
                Map.of("overrides", Map.of("inputs", Map.of("x", Map.of("compiled_stream", 1)))),
                400,
                "[request body.overrides.inputs]: overrides of compiled");
        asSuperuser()
                .get(Integrations.PATH + "/nowhere")
                .then()
                .statusCode(404)
                .body("message", is("Package policy nowhere not found"));
    }
}

package dev.garrison.fleet.agentpolicies;

import static dev.garrison.platform.testing.Api.asSuperuser;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.Yaml;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.policyrevisions.PolicyRevisions;
import dev.garrison.fleet.policyrevisions.PolicySelection;
import dev.garrison.platform.events.DatabaseNotifications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FullAgentPolicyTest {
    private static final String PATH = "/api/fleet/agent_policies/{id}";

    @Inject
    Stored stored;

    @Inject
    CompiledPolicies compiled;

    @Inject
    PolicyRevisions revisions;

    @Inject
    DatabaseNotifications notifications;

    @Inject
    TestIntegrations integrations;

    @Inject
    OutputService outputs;

    @Inject
    ObjectMapper json;

    @Test
    void aPolicyIsCompiledWithAllThatItNames() {
        var proxy = stored.proxy(Map.of("url", "http://proxy:3128"));
        var data = stored.output(Map.of("type", "logstash", "hosts", List.of("logstash:5044"), "proxy_id", proxy));
        var id = Policies.create(Map.of(
                        "data_output_id", data,
                        "monitoring_enabled", List.of("logs"),
                        "fleet_server_host_id", stored.fleetServerHost("https://fleet.example:8220"),
                        "download_source_id", stored.downloadSource("https://mirror.example/")))
                .getString("id");
        asSuperuser()
                .get(PATH + "/full", id)
                .then()
                .statusCode(200)
                .body("item.id", is(id))
                .body("item.revision", is(1))
                .body("item.outputs." + data + ".type", is("logstash"))
                .body("item.outputs." + data + ".proxy_url", is("http://proxy:3128"))
                .body("item.outputs.default.type", is("elasticsearch"))
                .body("item.outputs.default.hosts", equalTo(List.of("http://localhost:9200")))
                .body("item.agent.monitoring.use_output", is("default"))
                .body("item.agent.download.sourceURI", is("https://mirror.example/"))
                .body("item.agent.protection.enabled", is(false))
                .body("item.fleet.hosts", equalTo(List.of("https://fleet.example:8220")))
                .body("item.inputs", equalTo(List.of()))
                .body("item.signed", hasKey("signature"));
    }

    @Test
    void withoutChoicesTheDefaultsApplyAndAgentsKeepTheirFleetServer() {
        asSuperuser()
                .get(PATH + "/full", Policies.create())
                .then()
                .statusCode(200)
                .body("item.agent.download.sourceURI", is("https://artifacts.elastic.co/downloads/"))
                .body("item", not(hasKey("fleet")))
                .body("item", not(hasKey("namespaces")));
    }

    @Test
    void aStandaloneAgentGetsAFile() {
        var id = Policies.create();
        asSuperuser()
                .get(PATH + "/full?standalone=true", id)
                .then()
                .statusCode(200)
                .body("item.outputs.default.api_key", is("${API_KEY}"))
                .body("item", not(hasKey("signed")));
        var file = with("fleet-setup")
                .get(PATH + "/download?standalone=true&download=true", id)
                .then()
                .statusCode(200)
                .header("content-type", startsWith("text/x-yaml"))
                .header("content-disposition", is("attachment; filename=\"elastic-agent.yml\""))
                .extract()
                .asString();
        assertThat(file).startsWith("id: ");
        assertThat(Yaml.parseObject(file).at("/outputs/default/api_key").textValue())
                .isEqualTo("${API_KEY}");
    }

    @Test
    void aClusterGetsAManifest() {
        var id = Policies.create();
        asSuperuser()
                .get(PATH + "/full?kubernetes=true", id)
                .then()
                .statusCode(200)
                .body("item", startsWith("apiVersion: v1\nkind: ConfigMap"))
                .body("item", containsString("    id: " + id));
        asSuperuser()
                .accept("application/json")
                .get(PATH + "/download?kubernetes=true", id)
                .then()
                .statusCode(200)
                .header("content-disposition", is("attachment; filename=\"elastic-agent-standalone-kubernetes.yml\""));
    }

    @Test
    void refusesUnknownPoliciesAndThoseNotPrivileged() {
        for (var path : List.of("/full", "/download")) {
            asSuperuser()
                    .get(PATH + path, "nowhere")
                    .then()
                    .statusCode(404)
                    .body("message", is("Agent policy not found"));
            with("fleet-agents-read", "fleet-agents-all")
                    .get(PATH + path, "nowhere")
                    .then()
                    .statusCode(403);
        }
        with("fleet-setup").get(PATH + "/full", "nowhere").then().statusCode(403);
    }

    @Test
    void agentsGetEachRevisionCompiledOnce() {
        var id = Policies.create();
        var first = compiled.latest(id).orElseThrow();
        assertThat(first.revision()).isEqualTo(1);
        assertThat(first.policy().get("revision").intValue()).isEqualTo(1);
        assertThat(first.elasticsearchOutputs()).containsExactly("default");
        assertThat(first.policy().at("/outputs/default").has("api_key")).isFalse();
        assertThat(first.createdAt()).isNotNull();
        assertThat(compiled.latest(id)).containsSame(first);

        QuarkusTransaction.requiringNew().run(() -> revisions.bump(PolicySelection.of(List.of(id)), "system"));
        var second = compiled.latest(id).orElseThrow();
        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.policy().get("revision").intValue()).isEqualTo(2);
        assertThat(second.createdAt()).isAfterOrEqualTo(first.createdAt());
    }

    @Test
    void aPolicyThatIsGoneIsNotCompiled() {
        assertThat(compiled.latest("nowhere")).isEmpty();
        var id = Policies.create();
        assertThat(compiled.latest(id)).isPresent();
        asSuperuser()
                .body(Map.of("agentPolicyId", id))
                .post("/api/fleet/agent_policies/delete")
                .then()
                .statusCode(200);
        assertThat(compiled.latest(id)).isEmpty();
    }

    @Test
    void aPolicyCanBeCompiledInsideATransaction() {
        var id = Policies.create();
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(compiled.latest(id)).isPresent());
    }

    @Test
    void whatIsWrittenWhileAPolicyIsCompiledBelongsToTheNextRevision() {
        var policy = Policies.create(Map.of()).getString("id");
        var before = stored.value("select token_hash from uninstall_token where policy_id = ?1", String.class, policy);
        integrations.on(policy, () -> {
            if (Policies.get(policy).getInt("revision") == 1) {
                CompletableFuture.runAsync(() -> {
                            stored.execute(
                                    "update uninstall_token set token_hash = 'later' where policy_id = ?1", policy);
                            QuarkusTransaction.requiringNew()
                                    .run(() -> revisions.bump(PolicySelection.of(List.of(policy)), "system"));
                        })
                        .join();
            }
            return List.of();
        });
        var first = compiled.latest(policy).orElseThrow();
        assertThat(first.revision()).isEqualTo(1);
        assertThat(first.policy().at("/agent/protection/uninstall_token_hash").textValue())
                .isEqualTo(before);
        var second = compiled.latest(policy).orElseThrow();
        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.policy().at("/agent/protection/uninstall_token_hash").textValue())
                .isEqualTo("later");
    }

    @Test
    void integrationsAreCompiledAndTheirOutputsNamed() {
        var policy = Policies.create();
        var own = stored.output(Map.of("type", "elasticsearch", "hosts", List.of("http://own:9200")));
        integrations.on(
                policy,
                () -> List.of(new PolicyIntegrations.Integration(
                        "pp-1",
                        "nginx-1",
                        "nginx",
                        outputs.require(own),
                        List.of(json.createObjectNode().put("id", "in-1").put("type", "logfile")),
                        json.createObjectNode(),
                        Map.of("secret-1", "s3cret"))));
        asSuperuser()
                .get(PATH + "/full", policy)
                .then()
                .statusCode(200)
                .body("item.inputs", equalTo(List.of(Map.of("id", "in-1", "type", "logfile", "use_output", own))))
                .body("item.secret_references.id", equalTo(List.of("secret-1")));
        asSuperuser()
                .get(PATH + "/outputs", policy)
                .then()
                .statusCode(200)
                .body(
                        "item.data.integrations",
                        equalTo(List.of(Map.of(
                                "pkgName", "nginx", "integrationPolicyName", "nginx-1", "id", own, "name", own))));
    }

    @Test
    void everyReplicaHearsOfANewRevision() {
        var heard = new ConcurrentLinkedQueue<String>();
        notifications.listen(PolicyRevisions.CHANNEL, heard::add);
        Awaitility.await()
                .until(
                        () -> { // until LISTEN is in effect
                            Policies.create();
                            return !heard.isEmpty();
                        });
        var policy = Policies.create(Map.of());
        var other = Policies.create();
        Awaitility.await().untilAsserted(() -> assertThat(heard).contains(policy.getString("id"), other));
        heard.clear();
        QuarkusTransaction.requiringNew()
                .run(() -> revisions.bump(PolicySelection.of(List.of(policy.getString("id"), other)), "system"));
        Awaitility.await().untilAsserted(() -> assertThat(heard).contains(""));
    }

    @Test
    void theOutputsInEffectAreNamed() {
        var data = stored.output(Map.of("type", "logstash", "hosts", List.of("logstash:5044")));
        var policy = Policies.create(Map.of("data_output_id", data)).getString("id");
        var other = Policies.create();
        asSuperuser()
                .get(PATH + "/outputs", policy)
                .then()
                .statusCode(200)
                .body("item.data.output", equalTo(Map.of("id", data, "name", data)))
                .body("item.data.integrations", equalTo(List.of()))
                .body("item.monitoring.output", equalTo(Map.of("id", "fleet-default-output", "name", "default")));
        asSuperuser()
                .body(Map.of("ids", List.of(other, policy)))
                .post("/api/fleet/agent_policies/outputs")
                .then()
                .statusCode(200)
                .body("items.agentPolicyId", equalTo(List.of(other, policy)))
                .body("items.data.output.name", equalTo(List.of("default", data)));
        asSuperuser().get(PATH + "/outputs", "nowhere").then().statusCode(404);
        asSuperuser()
                .body(Map.of("ids", List.of(policy, "nowhere")))
                .post("/api/fleet/agent_policies/outputs")
                .then()
                .statusCode(404);
        with("fleet-agent-policies-read").get(PATH + "/outputs", policy).then().statusCode(403);
        with("fleet-agent-policies-read", "fleet-settings-read")
                .get(PATH + "/outputs", policy)
                .then()
                .statusCode(200);
    }
}

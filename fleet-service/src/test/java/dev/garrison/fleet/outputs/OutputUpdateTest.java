package dev.garrison.fleet.outputs;

import static dev.garrison.fleet.outputs.Outputs.create;
import static dev.garrison.fleet.outputs.Outputs.delete;
import static dev.garrison.fleet.outputs.Outputs.elasticsearch;
import static dev.garrison.fleet.outputs.Outputs.kafka;
import static dev.garrison.fleet.outputs.Outputs.logstash;
import static dev.garrison.fleet.outputs.Outputs.post;
import static dev.garrison.fleet.outputs.Outputs.put;
import static dev.garrison.fleet.outputs.Outputs.update;
import static dev.garrison.platform.testing.Api.asSuperuser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.garrison.fleet.Policies;
import dev.garrison.fleet.Stored;
import dev.garrison.fleet.outputs.OutputUser.Use;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutputUpdateTest {
    @Inject
    Stored stored;

    @Inject
    TestOutputUsers users;

    @Inject
    OutputService outputs;

    @AfterEach
    void restore() {
        users.uses.clear();
        if (!stored.value("select id from output where is_default", String.class)
                        .equals(Output.DEFAULT_ID)
                || !stored.value("select id from output where is_default_monitoring", String.class)
                        .equals(Output.DEFAULT_ID)) {
            Outputs.restoreDefault();
        }
    }

    private static int revision(String policyId) {
        return Policies.get(policyId).getInt("revision");
    }

    private static JsonPath compiled(String policyId) {
        return asSuperuser()
                .get("/api/fleet/agent_policies/{id}/full", policyId)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .setRootPath("item");
    }

    private Use use(String packageName, String dataOutputId, String ownOutputId) {
        var policy = dataOutputId == null
                ? Policies.create(Map.of())
                : Policies.create(Map.of("data_output_id", dataOutputId));
        var use = new Use(policy.getString("id"), policy.getString("name"), packageName, dataOutputId, ownOutputId);
        users.uses.add(use);
        return use;
    }

    @Test
    void whatIsAbsentStaysAndThePoliciesThatNameTheOutputAreRevised() {
        var id = create(elasticsearch(Map.of("ca_sha256", "abc", "preset", "latency")))
                .getString("id");
        var data = Policies.create(Map.of("data_output_id", id)).getString("id");
        var monitoring = Policies.create(Map.of("monitoring_output_id", id)).getString("id");
        var integration = use("nginx", null, id).policyId();
        var other = Policies.create();

        var item = update(id, Map.of("hosts", List.of("https://new")));

        assertThat(item.getMap(""))
                .containsEntry("ca_sha256", "abc")
                .containsEntry("preset", "latency")
                .containsEntry("hosts", List.of("https://new:443"));
        for (var policy : List.of(data, monitoring, integration)) {
            assertThat(revision(policy)).isEqualTo(2);
            assertThat(Policies.get(policy).getString("updated_by")).isEqualTo("system");
        }
        assertThat(revision(other)).isEqualTo(1);
        assertThat(compiled(data).getList("outputs.'" + id + "'.hosts")).isEqualTo(List.of("https://new:443"));
    }

    @Test
    void theDefaultsMoveAndEveryPolicyIsRevised() {
        var policy = Policies.create();
        var id = create(elasticsearch(Map.of("is_default", true))).getString("id");
        assertThat(revision(policy)).isEqualTo(2);
        assertThat(Outputs.get(Output.DEFAULT_ID).getMap(""))
                .containsEntry("is_default", false)
                .containsEntry("is_default_monitoring", true)
                .containsEntry("name", "default");
        assertThat(compiled(policy).getList("outputs.default.hosts")).isEqualTo(List.of("https://es.example:443"));

        update(id, Map.of("is_default_monitoring", true));
        assertThat(revision(policy)).isEqualTo(3);
        put(id, Map.of("is_default", false))
                .statusCode(400)
                .body(
                        "message",
                        is("Default output " + id
                                + " cannot be set to is_default=false or is_default_monitoring=false manually."
                                + " Make another output the default first."));
        assertThat(revision(policy)).isEqualTo(3);

        Outputs.restoreDefault();
        assertThat(Outputs.get(id).getBoolean("is_default")).isFalse();
        assertThat(revision(policy)).isEqualTo(4);
    }

    @Test
    void ofManyNewDefaultsAtOnceOneIsLeft() {
        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(() ->
                                post(elasticsearch(Map.of("is_default", true))).statusCode(200)))
                        .limit(4)
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(stored.count("output where is_default")).isEqualTo(1);
    }

    @Test
    void anotherTypeBringsItsDefaultsAndTakesTheFormerOnesFields() {
        var id = create(elasticsearch(Map.of("preset", "scale", "ca_sha256", "abc")))
                .getString("id");
        put(id, Map.of("type", "kafka", "name", "k", "auth_type", "ssl"))
                .statusCode(400) // its hosts are still addresses of Elasticsearch
                .body("message", containsString("[request body.hosts]"));
        var kafka = update(id, Map.of("type", "kafka", "name", "k", "auth_type", "ssl", "hosts", List.of("k:9092")));
        assertThat(kafka.getMap(""))
                .containsEntry("compression", "gzip")
                .containsEntry("ca_sha256", "abc")
                .doesNotContainKey("preset");
        var logstash = update(id, Map.of("type", "logstash", "hosts", List.of("l:5044")));
        assertThat(logstash.getMap("").keySet())
                .containsExactlyInAnyOrder(
                        "id", "name", "type", "hosts", "is_default", "is_default_monitoring", "ca_sha256", "ssl");
    }

    @Test
    void kafkaClearsItsCredentialsWhereAPutDoesNotRepeatThem() {
        var id = create(kafka(Map.of("auth_type", "user_pass", "username", "u", "password", "p", "topic", "t")))
                .getString("id");
        var item = update(id, Map.of("type", "kafka", "name", "n", "auth_type", "ssl"));
        assertThat(item.getMap("")).containsEntry("topic", "t").doesNotContainKeys("username", "password");
        put(id, Map.of("type", "kafka", "topic", "t2")).statusCode(400).body("message", containsString("name"));
    }

    @Test
    void aReferenceKeepsTheSecretAndANewValueReplacesIt() {
        var created = create(kafka(Map.of("secrets", Map.of("ssl", Map.of("key", "old")))));
        var id = created.getString("id");
        var reference = created.getMap("secrets.ssl.key");
        assertThat(outputs.require(id).secretValues().at("/ssl/key").textValue())
                .isEqualTo("old");

        var kept = update(id, Map.of("name", "n", "secrets", Map.of("ssl", Map.of("key", reference))));
        assertThat(kept.getMap("secrets.ssl.key")).isEqualTo(reference);

        var replaced = update(id, Map.of("name", "n", "secrets", Map.of("ssl", Map.of("key", "new"))));
        assertThat(replaced.getMap("secrets.ssl.key")).isNotEqualTo(reference);
        assertThat(outputs.require(id).secretValues().at("/ssl/key").textValue())
                .isEqualTo("new");
        assertThat(stored.count("output_secret where output_id = ?1", id)).isEqualTo(1);

        var plain = update(id, Map.of("name", "n", "ssl", Map.of("key", "plain")));
        assertThat(plain.getString("ssl.key")).isEqualTo("plain");
        assertThat(plain.getString("secrets.ssl.key")).isNull();
        assertThat(stored.count("output_secret where output_id = ?1", id)).isZero();
    }

    @Test
    void aDeletedOutputLeavesItsPoliciesAtTheDefault() {
        var id = create(elasticsearch(Map.of())).getString("id");
        var both = Policies.create(Map.of("data_output_id", id, "monitoring_output_id", id))
                .getString("id");
        var other = Policies.create(Map.of("data_output_id", Output.DEFAULT_ID, "monitoring_output_id", id))
                .getString("id");
        var integration = use("nginx", null, id).policyId();

        delete(id).statusCode(200).body("id", is(id));

        assertThat(Policies.get(both).getMap(""))
                .containsEntry("data_output_id", null)
                .containsEntry("monitoring_output_id", null)
                .containsEntry("revision", 2);
        assertThat(Policies.get(other).getMap(""))
                .containsEntry("data_output_id", Output.DEFAULT_ID)
                .containsEntry("monitoring_output_id", null);
        assertThat(revision(integration)).isEqualTo(2);
        assertThat(users.uses.get(0).ownOutputId()).isNull();
        delete(id).statusCode(404).body("message", is("Output " + id + " not found"));
        put(id, Map.of("name", "x")).statusCode(404);
    }

    @Test
    void aPolicyThatNamesAnOutputAsItIsDeletedDoesOneOrTheOther() {
        for (int round = 0; round < 5; round++) {
            var id = create(elasticsearch(Map.of())).getString("id");
            var naming = Stream.generate(() -> CompletableFuture.supplyAsync(() -> asSuperuser()
                            .body(Policies.body(Map.of("data_output_id", id)))
                            .post("/api/fleet/agent_policies")
                            .statusCode()))
                    .limit(3)
                    .toList();
            delete(id).statusCode(200);
            assertThat(naming).extracting(CompletableFuture::join).isSubsetOf(200, 400);
            assertThat(stored.count("agent_policy where data_output_id = ?1", id))
                    .isZero();
        }
    }

    @Test
    void theDefaultsAreNotDeleted() {
        delete(Output.DEFAULT_ID)
                .statusCode(400)
                .body("message", is("Default output fleet-default-output cannot be deleted."));
        var id = create(elasticsearch(Map.of("is_default_monitoring", true))).getString("id");
        delete(id).statusCode(400).body("message", is("Default monitoring output " + id + " cannot be deleted."));
    }

    @Test
    void integrationsThatNeedElasticsearchStayWithIt() {
        var server = use("fleet_server", null, null);
        var id = create(kafka(Map.of("is_default", true))).getString("id");
        assertThat(Policies.get(server.policyId()).getString("data_output_id")).isEqualTo(Output.DEFAULT_ID);
        assertThat(revision(server.policyId())).isEqualTo(2);

        users.uses.clear();
        var own = create(elasticsearch(Map.of())).getString("id");
        var named = use("synthetics", own, null);
        put(own, Map.of("type", "logstash", "hosts", List.of("l:5044")))
                .statusCode(400)
                .body(
                        "message",
                        is("Logstash output cannot be used with Synthetics integration in " + named.policyName()
                                + ". Please create a new Elasticsearch output."));
        assertThat(Outputs.get(own).getString("type")).isEqualTo("elasticsearch");
        delete(own).statusCode(400).body("message", containsString("Kafka output cannot be used with Synthetics"));
        assertThat(Policies.get(named.policyId()).getString("data_output_id")).isEqualTo(own);
        assertThat(id).isNotEqualTo(own);
    }

    @Test
    void logstashIsNotForApm() {
        use("apm", null, null);
        post(logstash(Map.of("is_default", true)))
                .statusCode(400)
                .body("message", is("Logstash output cannot be used with APM integration."));
        assertThat(Outputs.get(Output.DEFAULT_ID).getBoolean("is_default")).isTrue();
        post(kafka(Map.of("is_default", true))).statusCode(200);
    }
}

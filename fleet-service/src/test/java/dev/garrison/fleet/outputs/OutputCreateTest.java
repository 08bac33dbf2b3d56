package dev.garrison.fleet.outputs;

import static dev.garrison.fleet.outputs.Outputs.create;
import static dev.garrison.fleet.outputs.Outputs.elasticsearch;
import static dev.garrison.fleet.outputs.Outputs.kafka;
import static dev.garrison.fleet.outputs.Outputs.logstash;
import static dev.garrison.fleet.outputs.Outputs.post;
import static dev.garrison.platform.testing.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.garrison.fleet.Stored;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class OutputCreateTest {
    @Inject
    Stored stored;

    @Test
    void anElasticsearchOutputGetsItsPortAndAPreset() {
        var id = UUID.randomUUID() + "-output"; // as Terraform names them
        var item = create(Outputs.body(
                "elasticsearch",
                List.of("https://a", "http://b/", "https://c:9243/x/"),
                Map.of("id", id, "name", "n")));
        assertThat(item.getMap(""))
                .isEqualTo(Map.of(
                        "id",
                        id,
                        "name",
                        "n",
                        "type",
                        "elasticsearch",
                        "hosts",
                        List.of("https://a:443", "http://b:80", "https://c:9243/x"),
                        "is_default",
                        false,
                        "is_default_monitoring",
                        false,
                        "preset",
                        "balanced"));
        assertThat(Outputs.get(id).getMap("")).isEqualTo(item.getMap(""));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void thePresetIsCustomWhereTheConfigurationTunes(String config, String preset) {
        assertThat(create(elasticsearch(Map.of("config_yaml", config))).getString("preset"))
                .isEqualTo(preset);
    }

    static List<Arguments> configs() {
        return List.of(
                Arguments.of("workers: 4", "custom"),
                Arguments.of("queue.mem.events: 4", "custom"),
                Arguments.of("queue:\n  mem.flush:\n    timeout: 4", "custom"),
                Arguments.of("loadbalance: true", "balanced"),
                Arguments.of("# workers: 4", "balanced"));
    }

    @Test
    void aKafkaOutputIsFilledIn() {
        var item = create(kafka(Map.of(
                "auth_type", "user_pass", "username", "u", "password", "p", "partition", "round_robin", "topic", "t")));
        assertThat(item.getMap(""))
                .containsAllEntriesOf(Map.of(
                        "version",
                        "1.0.0",
                        "compression",
                        "gzip",
                        "compression_level",
                        4,
                        "client_id",
                        "Elastic",
                        "timeout",
                        30,
                        "broker_timeout",
                        10,
                        "required_acks",
                        1,
                        "sasl",
                        Map.of("mechanism", "PLAIN"),
                        "round_robin",
                        Map.of("group_events", 1),
                        "password",
                        "p"))
                .doesNotContainKeys("preset", "connection_type", "random", "hash");
        assertThat(create(kafka(Map.of("compression", "snappy"))).getMap("")).doesNotContainKey("compression_level");
        assertThat(create(kafka(Map.of("auth_type", "none", "connection_type", "plaintext")))
                        .getString("partition"))
                .isEqualTo("hash");
    }

    @Test
    void theShipperIsKeptOnlyWhereTheConfigurationSwitchesItOn() {
        var shipper = Map.of("mem_queue_events", 7);
        assertThat(create(logstash(Map.of("shipper", shipper, "config_yaml", "shipper: {}")))
                        .getMap("shipper"))
                .hasSize(10)
                .containsEntry("mem_queue_events", 7)
                .containsEntry("loadbalance", null);
        for (var config : List.of("", "shipper.enabled: false", "shipper:\n  enabled: false")) {
            assertThat(create(logstash(Map.of("shipper", shipper, "config_yaml", config)))
                            .getMap(""))
                    .containsEntry("shipper", null);
        }
    }

    @Test
    void plainSecretsComeBackAsSentAndAreNotReadableInTheDatabase() {
        var secret = "plain-" + UUID.randomUUID();
        var item = create(Outputs.body(
                "remote_elasticsearch",
                List.of("https://r:9200"),
                Map.of(
                        "service_token",
                        secret + "1",
                        "kibana_api_key",
                        secret + "2",
                        "ssl",
                        Map.of("key", secret + "3", "certificate", "C", "verification_mode", "strict"))));
        assertThat(item.getString("service_token")).isEqualTo(secret + "1");
        assertThat(item.getString("kibana_api_key")).isEqualTo(secret + "2");
        assertThat(item.getString("ssl.key")).isEqualTo(secret + "3");
        assertThat(stored.value("select output::text from output where id = ?1", String.class, item.getString("id")))
                .doesNotContain(secret)
                .contains("verification_mode");
    }

    @Test
    void valuesUnderSecretsNeverComeBack() {
        var secret = "hidden-" + UUID.randomUUID();
        var answer = post(kafka(Map.of("secrets", Map.of("password", secret, "ssl", Map.of("key", secret + "k")))));
        answer.statusCode(200);
        var item = answer.extract().jsonPath().setRootPath("item");
        assertThat(answer.extract().asString()).doesNotContain(secret);
        assertThat(item.getString("secrets.password.id")).isNotEmpty();
        assertThat(item.getString("secrets.ssl.key.id"))
                .isNotEmpty()
                .isNotEqualTo(item.getString("secrets.password.id"));
        var id = item.getString("id");
        assertThat(stored.value("select output::text from output where id = ?1", String.class, id))
                .doesNotContain(secret);
        assertThat(stored.value(
                        "select string_agg(s::text, '') from output_secret s where output_id = ?1", String.class, id))
                .doesNotContain(secret);
        assertThat(stored.count("output_secret where output_id = ?1", id)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refuses(Map<String, Object> body, String message) {
        var before = stored.count("output");
        post(body).statusCode(400).body("message", containsString(message));
        assertThat(stored.count("output")).isEqualTo(before);
    }

    static List<Arguments> refused() {
        var all = new ArrayList<Arguments>();
        all.add(Arguments.of(without(elasticsearch(Map.of()), "hosts"), "hosts"));
        all.add(Arguments.of(without(elasticsearch(Map.of()), "name"), "name"));
        all.add(Arguments.of(without(kafka(Map.of()), "auth_type"), "auth_type"));
        all.add(Arguments.of(elasticsearch(Map.of("hosts", List.of())), "cannot be smaller than [1]"));
        all.add(Arguments.of(elasticsearch(Map.of("hosts", List.of("es:9200"))), "expected URI with scheme"));
        all.add(Arguments.of(elasticsearch(Map.of("type", "syslog")), "expected value to equal [kafka]"));
        all.add(Arguments.of(elasticsearch(Map.of("topic", "t")), "definition for this key is missing"));
        all.add(Arguments.of(elasticsearch(Map.of("config_yaml", "a: [")), "Invalid YAML format"));
        all.add(Arguments.of(
                elasticsearch(Map.of("preset", "balanced", "config_yaml", "workers: 4")), "preset cannot be balanced"));
        all.add(Arguments.of(elasticsearch(Map.of("proxy_id", "nowhere")), "Fleet proxy nowhere not found"));
        all.add(Arguments.of(
                logstash(Map.of("hosts", List.of("https://l:5044"))),
                "Host address must begin with a domain name or IP address"));
        all.add(Arguments.of(logstash(Map.of("hosts", List.of("l"))), "Invalid Logstash host"));
        all.add(Arguments.of(logstash(Map.of("hosts", List.of("l:70000"))), "Invalid host"));
        all.add(Arguments.of(
                kafka(Map.of("hosts", List.of("http://k:9092"))), "Expected \"host:port\" without protocol"));
        all.add(Arguments.of(kafka(Map.of("hosts", List.of("k:0"))), "Expected a number between 1 and 65535"));
        all.add(Arguments.of(kafka(Map.of("auth_type", "none")), "[request body.connection_type]"));
        all.add(Arguments.of(
                kafka(Map.of("connection_type", "plaintext")),
                "[request body.connection_type]: a value wasn't expected to be present"));
        all.add(Arguments.of(kafka(Map.of("username", "u")), "[request body.username]"));
        all.add(Arguments.of(
                kafka(Map.of("compression", "lz4", "compression_level", 3)), "[request body.compression_level]"));
        all.add(Arguments.of(
                kafka(Map.of(
                        "auth_type",
                        "user_pass",
                        "username",
                        "u",
                        "password",
                        "p",
                        "secrets",
                        Map.of("password", "q"))),
                "Cannot specify both password and secrets.password"));
        all.add(Arguments.of(
                logstash(Map.of("ssl", Map.of("key", "a"), "secrets", Map.of("ssl", Map.of("key", "b")))),
                "Cannot specify both ssl.key and secrets.ssl.key"));
        all.add(Arguments.of(
                logstash(Map.of("secrets", Map.of("ssl", Map.of("key", Map.of("id", "nothing"))))),
                "Secret nothing does not exist"));
        return all;
    }

    private static Map<String, Object> without(Map<String, Object> body, String field) {
        var less = new HashMap<>(body);
        less.remove(field);
        return less;
    }

    @Test
    void anIdIsTakenOnce() {
        var id = create(elasticsearch(Map.of())).getString("id");
        post(kafka(Map.of("id", id, "is_default", true))).statusCode(409);
        assertThat(stored.value("select type from output where id = ?1", String.class, id))
                .isEqualTo("elasticsearch");
        assertThat(stored.value("select id from output where is_default", String.class))
                .isEqualTo(Output.DEFAULT_ID); // a failed create changes nothing
    }

    @Test
    void whatAClientSendsIsNeverPreconfigured() {
        assertThat(create(elasticsearch(Map.of("is_preconfigured", true))).getBoolean("is_preconfigured"))
                .isFalse();
    }

    @Test
    void writingNeedsTheSettingsPrivilege() {
        var id = create(elasticsearch(Map.of())).getString("id");
        var body = elasticsearch(Map.of());
        with("fleet-settings-read").body(body).post(Outputs.PATH).then().statusCode(403);
        with("fleet-settings-read")
                .body(body)
                .put(Outputs.PATH + "/{id}", id)
                .then()
                .statusCode(403);
        with("fleet-settings-read").delete(Outputs.PATH + "/{id}", id).then().statusCode(403);
        with("fleet-settings-all").body(body).post(Outputs.PATH).then().statusCode(200);
        with("fleet-agent-policies-read")
                .get(Outputs.PATH + "/{id}/health", id)
                .then()
                .statusCode(403);
        assertThat(Outputs.get(id).getString("id")).isEqualTo(id);
    }
}

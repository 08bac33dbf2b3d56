package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Yaml;
import dev.garrison.fleet.agentpolicies.PolicyCompiler.Reader;
import dev.garrison.fleet.outputs.OutputSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** {@code outputs} of a compiled policy, and what the agents' keys may do there. */
@ApplicationScoped
class CompiledOutputs {
    /** Taken over as they are. */
    private static final List<String> COMMON = List.of("type", "hosts", "preset", "ca_sha256", "secrets");

    private static final List<String> KAFKA = List.of(
            "version",
            "key",
            "compression",
            "compression_level",
            "client_id",
            "username",
            "password",
            "sasl",
            "topic",
            "topics",
            "timeout",
            "broker_timeout",
            "required_acks",
            "auth_type",
            "connection_type");

    private final ObjectMapper json;

    CompiledOutputs(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode compile(PolicySnapshot snapshot, Reader reader) {
        var outputs = json.createObjectNode();
        snapshot.outputs().forEach((key, output) -> outputs.set(key, compile(output, snapshot, reader)));
        return outputs;
    }

    private ObjectNode compile(OutputSettings output, PolicySnapshot snapshot, Reader reader) {
        var settings = output.settings();
        var compiled = Yaml.parseObject(settings.path("config_yaml").asText(""));
        take(settings, COMMON, compiled);
        addSsl(settings, compiled);
        switch (output.type()) {
            case "kafka" -> addKafka(settings, compiled);
            case "remote_elasticsearch" -> addRemote(settings, compiled, reader);
            default -> {} // an Elasticsearch or Logstash has nothing of its own
        }
        if (reader == Reader.AGENT) {
            revealSecrets(output, compiled);
        }
        ProxyPart.add(compiled, snapshot.proxy(output.proxyId().orElse(null)));
        if (reader == Reader.STANDALONE && output.isElasticsearch()) {
            compiled.put("api_key", "${API_KEY}");
        }
        return compiled;
    }

    /** Agents get the values; a remote's tokens are not for them. */
    private static void revealSecrets(OutputSettings output, ObjectNode compiled) {
        compiled.remove("secrets");
        var values = output.secretValues();
        take(values, List.of("password"), compiled);
        if (values.get("ssl") instanceof ObjectNode ssl) {
            compiled.withObjectProperty("ssl").setAll(ssl.deepCopy());
        }
    }

    private static void take(JsonNode settings, List<String> names, ObjectNode compiled) {
        for (var name : names) {
            var value = settings.path(name);
            if (!value.isMissingNode() && !value.isNull()) {
                compiled.set(name, value.deepCopy());
            }
        }
    }

    private static void addSsl(JsonNode settings, ObjectNode compiled) {
        if (settings.path("ca_trusted_fingerprint").isTextual()) {
            compiled.withObjectProperty("ssl").set("ca_trusted_fingerprint", settings.get("ca_trusted_fingerprint"));
        }
        if (settings.get("ssl") instanceof ObjectNode ssl && !ssl.isEmpty()) {
            compiled.withObjectProperty("ssl").setAll(ssl.deepCopy());
        }
    }

    /** Agents know one kind of Elasticsearch, and reach it with a key of their own. */
    private static void addRemote(JsonNode settings, ObjectNode compiled, Reader reader) {
        if (reader == Reader.AGENT) {
            compiled.put("type", "elasticsearch");
        } else {
            take(settings, List.of("service_token"), compiled);
        }
    }

    private void addKafka(JsonNode settings, ObjectNode compiled) {
        take(settings, KAFKA, compiled);
        var headers = json.createArrayNode();
        for (var header : settings.path("headers")) {
            if (!header.path("key").asText("").isEmpty()) {
                headers.add(header.deepCopy());
            }
        }
        if (!headers.isEmpty()) {
            compiled.set("headers", headers);
        }
        var partition = settings.path("partition").asText("");
        if (!partition.isEmpty()) {
            var options = settings.get(partition) instanceof ObjectNode given
                    ? given.deepCopy()
                    : partition.equals("hash") ? json.createObjectNode().put("hash", "") : json.createObjectNode();
            compiled.putObject("partition").set(partition, options);
        }
    }

    /** By output: what an agent's key must allow. Only Elasticsearch has such keys. */
    ObjectNode permissions(PolicySnapshot snapshot) {
        var permissions = json.createObjectNode();
        snapshot.outputs().forEach((key, output) -> {
            if (output.isElasticsearch()) {
                permissions.set(key, permissions(snapshot, key));
            }
        });
        return permissions;
    }

    private ObjectNode permissions(PolicySnapshot snapshot, String key) {
        var permissions = json.createObjectNode();
        permissions.putObject("_elastic_agent_checks").putArray("cluster").add("monitor");
        if (snapshot.monitoringOutput().key().equals(key)) {
            var indices = permissions.putObject("_elastic_agent_monitoring").putArray("indices");
            var names = monitoringDataStreams(snapshot).toList();
            if (!names.isEmpty()) {
                var index = indices.addObject();
                index.set("names", json.valueToTree(names));
                index.putArray("privileges").add("auto_configure").add("create_doc");
            }
        }
        for (var integration : snapshot.integrations()) {
            if (snapshot.outputOf(integration).key().equals(key)) {
                permissions.set(integration.id(), integration.permissions().deepCopy());
            }
        }
        return permissions;
    }

    private static Stream<String> monitoringDataStreams(PolicySnapshot snapshot) {
        var settings = snapshot.settings();
        var namespace = settings.get("namespace").textValue();
        var types = Stream.<String>builder();
        settings.path("monitoring_enabled").forEach(type -> types.add(type.textValue()));
        return types.build()
                .distinct()
                .sorted()
                .flatMap(type ->
                        Stream.of(type + "-elastic_agent-" + namespace, type + "-elastic_agent.*-" + namespace));
    }

    /** Secrets that the outputs in use refer to. */
    Stream<String> secretIds(PolicySnapshot snapshot) {
        return snapshot.outputs().values().stream()
                .flatMap(output -> output.settings().path("secrets").findValues("id").stream())
                .map(JsonNode::asText);
    }
}

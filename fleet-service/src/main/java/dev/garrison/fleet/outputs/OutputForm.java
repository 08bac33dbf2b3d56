package dev.garrison.fleet.outputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * From a request to the settings that are kept: fields of another type are dropped, defaults filled in, contradictions refused. Knows
 * nothing of other outputs.
 */
final class OutputForm {
    private static final List<String> COMMON = List.of(
            "name",
            "type",
            "hosts",
            "is_default",
            "is_default_monitoring",
            "is_internal",
            "is_preconfigured",
            "allow_edit",
            "ca_sha256",
            "ca_trusted_fingerprint",
            "config_yaml",
            "proxy_id",
            "shipper",
            "ssl");

    /** What a PUT that says {@code type: kafka} clears where it does not name it. */
    private static final List<String> CLEARED_OF_KAFKA = List.of("password", "username", "sasl", "ssl");

    /** 30 and 30.0 are the same. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.equals(b) || a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0 ? 0 : 1;

    private OutputForm() {}

    /** @throws ApiException 400 */
    static ObjectNode created(ObjectNode sent) {
        refuseBoth(sent);
        var settings = kept(sent);
        if (sent.has("is_preconfigured")) {
            settings.put("is_preconfigured", false); // what comes from a client does not come from the configuration
        }
        for (var flag : OutputDefaults.FLAGS) {
            settings.put(flag, sent.path(flag).asBoolean());
        }
        complete(settings, sent);
        return settings;
    }

    /**
     * @param stored with plain secrets
     * @throws ApiException 400
     */
    static ObjectNode updated(ObjectNode stored, ObjectNode sent) {
        refuseBoth(sent);
        var settings = stored.deepCopy();
        var saysType = sent.path("type").asText();
        if (!saysType.isEmpty() && !saysType.equals(stored.get("type").textValue())) {
            settings.retain(COMMON);
        }
        if (saysType.equals("kafka")) {
            CLEARED_OF_KAFKA.forEach(settings::putNull);
            OutputDefaults.FLAGS.forEach(flag -> settings.put(flag, false));
        } else if (saysType.equals("remote_elasticsearch")) {
            settings.putNull("service_token");
        }
        settings.setAll(kept(sent));
        settings.remove("is_preconfigured");
        if (stored.has("is_preconfigured")) {
            settings.set("is_preconfigured", stored.get("is_preconfigured"));
        }
        for (var path : OutputSecrets.PATHS) { // a value is either plain or not
            if (sent.at(path).isTextual() && settings.get("secrets") instanceof ObjectNode secrets) {
                OutputSecrets.remove(secrets, path);
            } else if (!sent.at("/secrets" + path).isMissingNode()) {
                OutputSecrets.remove(settings, path);
            }
        }
        complete(settings, sent);
        return settings;
    }

    private static ObjectNode kept(ObjectNode sent) {
        var settings = sent.deepCopy();
        settings.remove("id");
        return settings;
    }

    private static void refuseBoth(ObjectNode sent) {
        for (var path : OutputSecrets.PATHS) {
            if (sent.at(path).isTextual() && !sent.at("/secrets" + path).isMissingNode()) {
                var name = path.substring(1).replace('/', '.');
                throw ApiException.badRequest("Cannot specify both %s and secrets.%s", name, name);
            }
        }
    }

    private static void complete(ObjectNode settings, ObjectNode sent) {
        var type = settings.get("type").textValue();
        var problem = OutputHosts.problem(type, settings.get("hosts"));
        if (problem != null) {
            throw refused("hosts", problem);
        }
        settings.set("hosts", OutputHosts.normalized(type, settings.get("hosts")));
        var config = new OutputConfig(settings.path("config_yaml").asText(""));
        if (settings.get("shipper") instanceof ObjectNode shipper) {
            if (config.usesShipper()) {
                OutputConfig.SHIPPER_KEYS.stream()
                        .filter(key -> !shipper.has(key))
                        .forEach(shipper::putNull);
            } else {
                settings.putNull("shipper");
            }
        }
        switch (type) {
            case "kafka" -> completeKafka(settings, sent);
            case "logstash" -> {}
            default -> completePreset(settings, sent, config);
        }
    }

    private static void completePreset(ObjectNode settings, ObjectNode sent, OutputConfig config) {
        if (config.tunesPerformance()) {
            if (sent.path("preset").asText().equals("balanced")) {
                throw ApiException.badRequest(
                        "preset cannot be balanced when config_yaml contains one of %s",
                        String.join(", ", OutputConfig.PERFORMANCE_KEYS));
            }
            if (!sent.has("preset")) {
                settings.put("preset", "custom");
            }
        } else if (!settings.path("preset").isTextual()) {
            settings.put("preset", "balanced");
        }
    }

    private static void completeKafka(ObjectNode settings, ObjectNode sent) {
        var authentication = settings.path("auth_type").asText();
        if (authentication.isEmpty()) {
            throw refused("auth_type", "expected at least one defined value but got [undefined]");
        }
        if (authentication.equals("none")) {
            if (!settings.path("connection_type").isTextual()) {
                throw refused("connection_type", "expected at least one defined value but got [undefined]");
            }
        } else {
            drop(settings, sent, "connection_type");
        }
        if (!authentication.equals("user_pass")) {
            drop(settings, sent, "username");
            drop(settings, sent, "password");
        }
        defaultTo(settings, "version", "1.0.0");
        defaultTo(settings, "compression", "gzip");
        if (!settings.get("compression").textValue().equals("gzip")) {
            drop(settings, sent, "compression_level");
        } else if (!settings.path("compression_level").isNumber()) {
            settings.put("compression_level", 4);
        }
        defaultTo(settings, "client_id", "Elastic");
        defaultTo(settings, "partition", "hash");
        var numbers = Map.of("timeout", 30, "broker_timeout", 10, "required_acks", 1);
        numbers.forEach((name, value) -> {
            if (!settings.has(name)) {
                settings.put(name, value);
            }
        });
        var partition = settings.get("partition").textValue();
        if (!partition.equals("hash") && !settings.has(partition)) {
            settings.putObject(partition).put("group_events", 1);
        }
        var hasPassword = settings.path("password").isTextual()
                || !settings.at("/secrets/password").isMissingNode();
        if (!settings.has("sasl") && settings.path("username").isTextual() && hasPassword) {
            settings.putObject("sasl").put("mechanism", "PLAIN");
        }
    }

    /** A field that has no meaning beside the others: refused where it is sent, gone where it was stored. */
    private static void drop(ObjectNode settings, ObjectNode sent, String field) {
        if (sent.hasNonNull(field)) {
            throw refused(field, "a value wasn't expected to be present");
        }
        settings.remove(field);
    }

    private static void defaultTo(ObjectNode settings, String field, String value) {
        if (!settings.has(field)) {
            settings.put(field, value);
        }
    }

    private static ApiException refused(String field, String problem) {
        return ApiException.badRequest("[request body.%s]: %s", field, problem);
    }

    /** Names of the fields in which the two differ; absent and null are the same. */
    static List<String> differences(ObjectNode one, ObjectNode other) {
        var names = new ArrayList<String>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(name -> {
            if (!one.has(name)) {
                names.add(name);
            }
        });
        return names.stream()
                .filter(name -> {
                    var a = one.get(name);
                    var b = other.get(name);
                    var nothing = a == null || a.isNull();
                    return nothing ? b != null && !b.isNull() : b == null || !a.equals(BY_VALUE, b);
                })
                .toList();
    }
}

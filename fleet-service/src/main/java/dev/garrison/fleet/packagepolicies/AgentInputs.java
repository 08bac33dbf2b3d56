package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.AgentPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A package policy as the agents of an agent policy get it: its inputs, and what its data needs on the output. */
final class AgentInputs {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** They make documents of their own, to which no processor can add fields. */
    private static final Set<String> WITHOUT_TAGS = Set.of(
            "apm",
            "endpoint",
            "fleet-server",
            "cloudbeat",
            "cloud-defend",
            "pf-elastic-collector",
            "pf-elastic-symbolizer",
            "pf-host-agent");

    private final PackagePolicy policy;
    private final String namespace;
    private final JsonNode tags;

    /** @param agentPolicy null for a package policy that is on none */
    AgentInputs(PackagePolicy policy, AgentPolicy agentPolicy) {
        this.policy = policy;
        this.tags = agentPolicy == null ? JSON.arrayNode() : agentPolicy.globalDataTags();
        var own = policy.settings().path("namespace").asText("");
        this.namespace = !own.isEmpty() ? own : agentPolicy == null ? "default" : agentPolicy.namespace();
    }

    /** What is on, complete but for {@code use_output}. */
    List<ObjectNode> inputs() {
        var inputs = new ArrayList<ObjectNode>();
        for (var input : policy.settings().path("inputs")) {
            if (input.path("enabled").asBoolean()) {
                inputs.add(input(input));
            }
        }
        return inputs;
    }

    private ObjectNode input(JsonNode input) {
        var type = input.path("type").asText();
        var compiled = JSON.objectNode()
                .put("id", id(input, type))
                .put("revision", policy.revision())
                .put("name", policy.name())
                .put("type", type);
        compiled.putObject("data_stream").put("namespace", namespace);
        compiled.put("package_policy_id", policy.id());
        if (input.get("compiled_input") instanceof ObjectNode more) {
            merge(compiled, more);
        }
        putConfig(compiled, input.path("config"));
        var streams = JSON.arrayNode();
        for (var stream : input.path("streams")) {
            if (stream.path("enabled").asBoolean()) {
                streams.add(stream(stream));
            }
        }
        if (!streams.isEmpty()) {
            compiled.set("streams", streams);
        }
        compiled.set("meta", meta(input));
        if (!tags.isEmpty() && !WITHOUT_TAGS.contains(type)) {
            var fields = compiled.putArray("processors")
                    .addObject()
                    .putObject("add_fields")
                    .put("target", "")
                    .putObject("fields");
            tags.forEach(tag -> fields.set(tag.path("name").asText(), tag.path("value")));
        }
        if (policy.settings()
                        .path("overrides")
                        .path("inputs")
                        .get(compiled.path("id").asText())
                instanceof ObjectNode overrides) {
            merge(compiled, overrides);
        }
        return compiled;
    }

    private String id(JsonNode input, String type) {
        if (type.equals("endpoint")) {
            return policy.id();
        }
        var template = input.path("policy_template").textValue();
        return template == null ? type + "-" + policy.id() : type + "-" + template + "-" + policy.id();
    }

    private static ObjectNode stream(JsonNode stream) {
        var compiled = JSON.objectNode();
        compiled.set("id", stream.path("id"));
        compiled.set("data_stream", stream.path("data_stream").deepCopy());
        if (stream.get("compiled_stream") instanceof ObjectNode more) {
            merge(compiled, more);
        }
        putConfig(compiled, stream.path("config"));
        return compiled;
    }

    private ObjectNode meta(JsonNode input) {
        var meta = JSON.objectNode();
        var about = meta.putObject("package").put("name", policy.packageName()).put("version", policy.packageVersion());
        if (input.hasNonNull("policy_template")) {
            about.set("policy_template", input.get("policy_template"));
        }
        return meta;
    }

    private static void putConfig(ObjectNode compiled, JsonNode config) {
        config.properties().stream()
                .filter(each -> each.getValue().has("value"))
                .forEach(each ->
                        compiled.set(each.getKey(), each.getValue().get("value").deepCopy()));
    }

    /** Objects are merged, everything else is replaced; what Fleet finds an input by stays. */
    private static void merge(ObjectNode target, ObjectNode more) {
        for (var each : more.properties()) {
            if (each.getValue() instanceof ObjectNode inner && target.get(each.getKey()) instanceof ObjectNode there) {
                merge(there, inner);
            } else if (!each.getKey().equals("package_policy_id")) {
                target.set(each.getKey(), each.getValue().deepCopy());
            }
        }
    }

    /** As under its id in {@code output_permissions}. */
    ObjectNode permissions() {
        var permissions = JSON.objectNode();
        var indices = permissions.putArray("indices");
        for (var dataStream : policy.dataStreams()) {
            var index = indices.addObject();
            index.putArray("names").add(indexPattern(dataStream));
            var own = dataStream.at("/elasticsearch/privileges/indices");
            index.set(
                    "privileges",
                    own.isArray()
                            ? own.deepCopy()
                            : JSON.arrayNode().add("auto_configure").add("create_doc"));
        }
        var cluster = policy.settings().at("/elasticsearch/privileges/cluster");
        if (!cluster.isEmpty()) {
            permissions.set("cluster", cluster.deepCopy());
        }
        return permissions;
    }

    private String indexPattern(JsonNode dataStream) {
        var elasticsearch = dataStream.path("elasticsearch");
        var dataset = elasticsearch.path("dynamic_dataset").asBoolean()
                ? "*"
                : dataStream.path("dataset").asText()
                        + (dataStream.path("prefix").asBoolean() ? ".*" : "");
        return (dataStream.path("hidden").asBoolean() ? "." : "")
                + dataStream.path("type").asText() + "-" + dataset + "-"
                + (elasticsearch.path("dynamic_namespace").asBoolean() ? "*" : namespace);
    }
}

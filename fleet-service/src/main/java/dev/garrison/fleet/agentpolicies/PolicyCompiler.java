package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Makes of an agent policy the document that an agent follows. The same snapshot gives the same document, but for the signature, of
 * which no two are alike.
 */
@ApplicationScoped
class PolicyCompiler {
    /** For whom a policy is compiled. */
    enum Reader {
        /** An administrator who looks at it. */
        ADMINISTRATOR,
        /** An agent that Fleet manages. */
        AGENT,
        /** An agent that runs from a file, without Fleet. */
        STANDALONE
    }

    private final ObjectMapper json;
    private final CompiledOutputs outputs;
    private final CompiledAgent agent;

    PolicyCompiler(ObjectMapper json, CompiledOutputs outputs, CompiledAgent agent) {
        this.json = json;
        this.outputs = outputs;
        this.agent = agent;
    }

    ObjectNode compile(PolicySnapshot snapshot, Reader reader) {
        var policy = json.createObjectNode().put("id", snapshot.id()).put("revision", snapshot.revision());
        policy.set("outputs", outputs.compile(snapshot, reader));
        policy.set("output_permissions", outputs.permissions(snapshot));
        policy.set("agent", agent.compile(snapshot, reader));
        policy.set("inputs", inputs(snapshot));
        policy.set("secret_references", secretReferences(snapshot, reader));
        var namespaces = snapshot.settings().path("space_ids");
        if (!namespaces.isEmpty()) {
            policy.set("namespaces", namespaces.deepCopy());
        }
        if (reader != Reader.STANDALONE) {
            if (snapshot.host() != null) {
                policy.set("fleet", fleet(snapshot));
            }
            policy.set("signed", signed(snapshot, policy));
        }
        if (snapshot.settings().get("overrides") instanceof ObjectNode overrides) {
            merge(policy, overrides);
        }
        if (reader == Reader.AGENT) {
            DeliveredSecrets.putInto(policy, snapshot.integrations());
        }
        return policy;
    }

    private ArrayNode inputs(PolicySnapshot snapshot) {
        var inputs = json.createArrayNode();
        for (var integration : snapshot.integrations()) {
            var output = snapshot.outputOf(integration).key();
            integration.inputs().forEach(input -> inputs.add(input.deepCopy().put("use_output", output)));
        }
        return inputs;
    }

    /** What integrations refer to an agent has in its inputs. */
    private ArrayNode secretReferences(PolicySnapshot snapshot, Reader reader) {
        var references = json.createArrayNode();
        outputs.secretIds(snapshot).forEach(id -> references.addObject().put("id", id));
        if (reader != Reader.AGENT) {
            snapshot.integrations().stream()
                    .flatMap(integration -> integration.secrets().keySet().stream())
                    .forEach(id -> references.addObject().put("id", id));
        }
        return references;
    }

    private ObjectNode fleet(PolicySnapshot snapshot) {
        var fleet = json.createObjectNode();
        fleet.set("hosts", json.valueToTree(snapshot.host().urls()));
        ProxyPart.add(fleet, snapshot.proxy(snapshot.host().proxyId()));
        return fleet;
    }

    /** What Elastic Defend trusts: that these protections and inputs are Fleet's, and for this policy. */
    private JsonNode signed(PolicySnapshot snapshot, ObjectNode policy) {
        var message = json.createObjectNode().put("id", snapshot.id());
        message.putObject("agent")
                .<ObjectNode>set("features", policy.at("/agent/features"))
                .set("protection", policy.at("/agent/protection"));
        var inputs = message.putArray("inputs");
        for (var input : policy.get("inputs")) {
            inputs.add(((ObjectNode) input.deepCopy()).retain("id", "name", "revision", "type"));
        }
        try {
            return json.valueToTree(snapshot.signingKey().sign(json.writeValueAsBytes(message)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Objects are merged, everything else is replaced. */
    private static void merge(ObjectNode target, ObjectNode overrides) {
        for (var override : overrides.properties()) {
            if (override.getValue() instanceof ObjectNode inner
                    && target.get(override.getKey()) instanceof ObjectNode targetInner) {
                merge(targetInner, inner);
            } else {
                target.set(override.getKey(), override.getValue().deepCopy());
            }
        }
    }
}

package dev.garrison.fleet.checkin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.agentpolicies.CompiledPolicy;
import dev.garrison.fleet.fleetserver.Answer;
import dev.garrison.platform.json.JsonConventions;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** One revision of a policy, ready to be sent to any number of agents: each gets its own keys for the outputs. */
final class PolicyDelivery {
    private static final int AGENT_ID = 0;
    private static final int FIRST_OUTPUT = 1;

    private final int revision;
    private final List<String> outputs;
    private final SplicedJson json;

    private PolicyDelivery(int revision, List<String> outputs, SplicedJson json) {
        this.revision = revision;
        this.outputs = outputs;
        this.json = json;
    }

    static PolicyDelivery of(CompiledPolicy compiled, ObjectMapper mapper) {
        var mark = UUID.randomUUID().toString(); // nobody can have put this into the policy
        var policy = compiled.policy().deepCopy();
        var outputs = compiled.elasticsearchOutputs();
        for (int i = 0; i < outputs.size(); i++) {
            ((ObjectNode) policy.get("outputs").get(outputs.get(i)))
                    .put("api_key", SplicedJson.place(FIRST_OUTPUT + i, mark));
        }
        var answer = mapper.createObjectNode().put("action", "checkin").put("ack_token", "");
        var action = answer.putArray("actions")
                .addObject()
                .put("id", "policy:" + compiled.policyId() + ":" + compiled.revision())
                .put("type", "POLICY_CHANGE")
                .put("agent_id", SplicedJson.place(AGENT_ID, mark))
                .put("created_at", JsonConventions.format(compiled.createdAt()))
                .put("input_type", "");
        action.putObject("data").set("policy", policy);
        return new PolicyDelivery(compiled.revision(), outputs, new SplicedJson(answer.toString(), mark));
    }

    int revision() {
        return revision;
    }

    /** Names of the outputs that each agent needs a key for. */
    List<String> outputs() {
        return outputs;
    }

    /** @param apiKeys {@code id:secret} by name of the output */
    Answer answer(String agentId, UnaryOperator<String> apiKeys, boolean gzip) {
        return gzip
                ? new Answer(200, json.gzippedWith(number -> value(number, agentId, apiKeys)), true)
                : Answer.json(json.with(number -> value(number, agentId, apiKeys)));
    }

    private String value(int number, String agentId, UnaryOperator<String> apiKeys) {
        return number == AGENT_ID ? agentId : apiKeys.apply(outputs.get(number - FIRST_OUTPUT));
    }
}

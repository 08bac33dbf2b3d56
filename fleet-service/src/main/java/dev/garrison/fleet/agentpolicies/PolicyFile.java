package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.Yaml;
import java.util.List;

/** A compiled policy as the file {@code elastic-agent.yml}: what people look for stands first. */
final class PolicyFile {
    private static final List<String> FIRST =
            List.of("id", "name", "revision", "outputs", "output_permissions", "agent", "inputs");

    private PolicyFile() {}

    static String write(ObjectNode policy) {
        var ordered = policy.objectNode();
        FIRST.stream().filter(policy::has).forEach(name -> ordered.set(name, policy.get(name)));
        policy.properties().forEach(part -> {
            if (!ordered.has(part.getKey())) {
                ordered.set(part.getKey(), part.getValue());
            }
        });
        return Yaml.write(ordered);
    }
}

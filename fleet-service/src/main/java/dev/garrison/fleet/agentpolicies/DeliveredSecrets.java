package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.garrison.fleet.agentpolicies.PolicyIntegrations.Integration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Secrets of integrations on their way to an agent: their values in place of placeholders, and where they are. */
final class DeliveredSecrets {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$co\\.elastic\\.secret\\{([^}]*)}");

    private final Map<String, String> values;
    private final ArrayNode paths;

    private DeliveredSecrets(Map<String, String> values, ArrayNode paths) {
        this.values = values;
        this.paths = paths;
    }

    /** Each input gets its own integration's secrets and no other's; {@code secret_paths} says where, e.g. {@code inputs.0.password}. */
    static void putInto(ObjectNode policy, List<Integration> integrations) {
        var byIntegration =
                integrations.stream().collect(Collectors.toMap(Integration::id, Integration::secrets, (a, b) -> a));
        var paths = policy.putArray("secret_paths");
        var inputs = policy.path("inputs");
        for (int i = 0; i < inputs.size(); i++) {
            var values = byIntegration.getOrDefault(
                    inputs.get(i).path("package_policy_id").asText(), Map.of());
            if (!values.isEmpty()) {
                new DeliveredSecrets(values, paths).fill("inputs." + i, inputs.get(i));
            }
        }
    }

    private void fill(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> {
                var inner = path + "." + each.getKey();
                each.setValue(filled(inner, each.getValue()));
                fill(inner, each.getValue());
            });
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                var inner = path + "." + i;
                list.set(i, filled(inner, list.get(i)));
                fill(inner, list.get(i));
            }
        }
    }

    private JsonNode filled(String path, JsonNode value) {
        if (!value.isTextual() || !PLACEHOLDER.matcher(value.textValue()).find()) {
            return value;
        }
        paths.add(path);
        return TextNode.valueOf(PLACEHOLDER
                .matcher(value.textValue())
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group()))));
    }
}

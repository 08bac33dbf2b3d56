package dev.garrison.local.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What an Elastic Agent demands of a policy before it runs it; one violation fails the whole. */
final class PolicyCheck {
    private static final Set<String> OUTPUT_TYPES = Set.of("elasticsearch", "logstash", "kafka");
    static final Set<String> LOG_LEVELS = Set.of("trace", "debug", "info", "warning", "error", "critical");

    private PolicyCheck() {}

    /**
     * @param actionId {@code policy:ID:REVISION}
     * @return what is wrong, in words for the acknowledgement
     */
    static Optional<String> problem(String actionId, JsonNode policy) {
        var parts = actionId.split(":");
        if (parts.length < 3 || !parts[0].equals("policy")) {
            return Optional.of("action id " + actionId + " is not policy:ID:REVISION");
        }
        if (!policy.path("id").asText().equals(parts[1])) {
            return Optional.of("policy has id %s, its action says %s".formatted(policy.path("id"), parts[1]));
        }
        if (!policy.path("revision").isIntegralNumber()
                || !policy.path("revision").asText().equals(parts[2])) {
            return Optional.of(
                    "policy has revision %s, its action says %s".formatted(policy.path("revision"), parts[2]));
        }
        return outputs(policy.path("outputs"))
                .or(() -> inputs(policy.path("inputs"), policy.path("outputs")))
                .or(() -> logging(policy.path("agent").path("logging").path("level")))
                .or(() -> signature(policy));
    }

    private static Optional<String> outputs(JsonNode outputs) {
        if (!outputs.isObject() || outputs.isEmpty()) {
            return Optional.of("policy has no outputs");
        }
        for (var output : outputs.properties()) {
            var type = output.getValue().path("type");
            if (!type.isTextual() || !OUTPUT_TYPES.contains(type.asText())) {
                return Optional.of("output %s has unknown type %s".formatted(output.getKey(), type));
            }
            var hosts = output.getValue().path("hosts");
            if (!hosts.isArray() || hosts.isEmpty()) {
                return Optional.of("output %s has no hosts".formatted(output.getKey()));
            }
            var apiKey = output.getValue().path("api_key");
            if (type.asText().equals("elasticsearch") && !apiKey.asText().matches("[^:]+:[^:]+")) {
                return Optional.of("output %s has no api_key of the form id:secret".formatted(output.getKey()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inputs(JsonNode inputs, JsonNode outputs) {
        if (!inputs.isArray()) {
            return Optional.of("policy has no array of inputs");
        }
        var ids = new HashSet<String>();
        for (var input : inputs) {
            if (!input.path("type").isTextual()) {
                return Optional.of("an input has no type");
            }
            if (!input.path("id").isTextual() || !ids.add(input.path("id").asText())) {
                return Optional.of("input of type %s has no id of its own: %s"
                        .formatted(input.path("type").asText(), input.path("id")));
            }
            if (!outputs.has(input.path("use_output").asText("default"))) {
                return Optional.of("input %s uses unknown output %s"
                        .formatted(
                                input.path("id").asText(),
                                input.path("use_output").asText("default")));
            }
            if (input.has("enabled") && !input.path("enabled").isBoolean()) {
                return Optional.of("input %s has an enabled that is no boolean"
                        .formatted(input.path("id").asText()));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> logging(JsonNode level) {
        return level.isMissingNode() || level.isNull() || LOG_LEVELS.contains(level.asText())
                ? Optional.empty()
                : Optional.of("unknown log level " + level.asText());
    }

    private static Optional<String> signature(JsonNode policy) {
        var key = signingKey(policy);
        return key == null || !policy.hasNonNull("signed") || Signature.holds(policy.path("signed"), key)
                ? Optional.empty()
                : Optional.of("policy signature does not hold");
    }

    /** Key with which the deployment signs; null: the policy names none. */
    static String signingKey(JsonNode policy) {
        var key = policy.path("agent").path("protection").path("signing_key").asText("");
        return key.isEmpty() ? null : key;
    }
}

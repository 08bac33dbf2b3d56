package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import java.util.Set;

/** Which of the two formats a request is in. */
final class InputFormat {
    private static final Set<String> LEGACY_VARIABLE = Set.of("type", "value", "frozen");

    private InputFormat() {}

    /** @param otherwise where the request has neither inputs nor variables */
    static boolean isSimplified(ObjectNode sent, boolean otherwise) {
        if (sent.hasNonNull("inputs")) {
            return sent.get("inputs").isObject();
        }
        if (sent.path("vars").isEmpty()) {
            return otherwise;
        }
        for (var variable : sent.get("vars").properties()) {
            if (!isLegacy(variable.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** @throws ApiException 400: there are plain values among the variables */
    static JsonNode requireLegacy(JsonNode vars) {
        for (var variable : vars.properties()) {
            if (!isLegacy(variable.getValue())) {
                throw ApiException.badRequest(
                        "[request body.vars.%s]: expected a plain object value with type and value", variable.getKey());
            }
        }
        return vars;
    }

    private static boolean isLegacy(JsonNode variable) {
        if (!variable.isObject()) {
            return false;
        }
        for (var field : variable.properties()) {
            if (!LEGACY_VARIABLE.contains(field.getKey())) {
                return false;
            }
        }
        return true;
    }
}

package dev.garrison.apm.agentconfiguration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Wording;

/** APM validates with io-ts: {@code Failed to validate: in /query/serviceName: undefined does not match expected type string}. */
public class IoTsWording implements Wording {
    @Override
    public String wrongType(String path, JsonNode value, String expected) {
        return at(path, (value == null ? "undefined" : value) + " does not match expected type " + expected);
    }

    @Override
    public String unknownKey(String path, String key) {
        return "Failed to validate: Excess keys are not allowed: " + key;
    }

    @Override
    public String problem(String path, String problem) {
        return at(path, problem);
    }

    static String at(String path, String problem) {
        return "Failed to validate: in /" + path.replace('.', '/') + ": " + problem;
    }
}

package dev.garrison.cases.cases;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Wording;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Cases refuse in words of their own: {@code Invalid value "undefined" supplied to "title"}, {@code invalid keys "foo"}. */
public class CasesWording implements Wording {
    @Override
    public String wrongType(String path, JsonNode value, String expected) {
        return invalid(value, name(path));
    }

    @Override
    public String unknownKey(String path, String key) {
        return invalidKey(key);
    }

    @Override
    public String problem(String path, String problem) {
        return "Invalid value supplied to \"" + name(path) + "\": " + problem;
    }

    @Override
    public String rule(String path, String sentence) {
        return sentence;
    }

    /** @param value null when absent */
    static String invalid(JsonNode value, String field) {
        var shown = value == null ? "undefined" : value.isTextual() ? value.textValue() : value.toString();
        return "Invalid value \"" + shown + "\" supplied to \"" + field + "\"";
    }

    static String invalidKey(String key) {
        return "invalid keys \"" + key + "\"";
    }

    /** {@code body.connector.fields} to {@code connector,fields}; positions in lists are not named. */
    private static String name(String path) {
        return Arrays.stream(path.split("\\."))
                .skip(1)
                .filter(segment -> !segment.matches("\\d+"))
                .collect(Collectors.joining(","));
    }
}

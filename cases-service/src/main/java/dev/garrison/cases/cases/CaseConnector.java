package dev.garrison.cases.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The external system that a case is sent to.
 *
 * @param fields what that system wants to know of the case, by its type; null for none
 */
public record CaseConnector(
        @NotNull String id,
        @NotNull String name,
        @NotNull Type type,
        @NotNull @JsonInclude @Schema(nullable = true) ObjectNode fields) {
    enum Value {
        TEXT,
        FLAG,
        TEXTS
    }

    public enum Type {
        @JsonProperty(".none")
        NONE(".none", Map.of()),
        @JsonProperty(".cases-webhook")
        WEBHOOK(".cases-webhook", Map.of()),
        @JsonProperty(".jira")
        JIRA(".jira", Map.of("issueType", Value.TEXT, "parent", Value.TEXT, "priority", Value.TEXT)),
        @JsonProperty(".resilient")
        RESILIENT(".resilient", Map.of("issueTypes", Value.TEXTS, "severityCode", Value.TEXT)),
        @JsonProperty(".servicenow")
        SERVICENOW(
                ".servicenow",
                Map.of(
                        "category", Value.TEXT,
                        "impact", Value.TEXT,
                        "severity", Value.TEXT,
                        "subcategory", Value.TEXT,
                        "urgency", Value.TEXT)),
        @JsonProperty(".servicenow-sir")
        SERVICENOW_SIR(
                ".servicenow-sir",
                Map.of(
                        "category", Value.TEXT,
                        "destIp", Value.FLAG,
                        "malwareHash", Value.FLAG,
                        "malwareUrl", Value.FLAG,
                        "priority", Value.TEXT,
                        "sourceIp", Value.FLAG,
                        "subcategory", Value.TEXT)),
        @JsonProperty(".swimlane")
        SWIMLANE(".swimlane", Map.of("caseId", Value.TEXT));

        private final String wireName;
        private final Map<String, Value> fields;

        Type(String wireName, Map<String, Value> fields) {
            this.wireName = wireName;
            this.fields = fields;
        }

        static Type of(String wireName) {
            return Arrays.stream(values())
                    .filter(type -> type.wireName.equals(wireName))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Holds the fields against the connector's type. Each field has to be there, and may be null. */
    public static class FieldsFitType implements Rule.Check {
        @Override
        public String problem(JsonNode connector) {
            var fields = connector.get("fields");
            if (fields.isNull()) {
                return null;
            }
            var expected = Type.of(connector.get("type").textValue()).fields;
            for (var name : new TreeSet<>(expected.keySet())) {
                var value = fields.get(name);
                if (value == null || !value.isNull() && !fits(value, expected.get(name))) {
                    return CasesWording.invalid(value, "connector,fields," + name);
                }
            }
            for (var names = fields.fieldNames(); names.hasNext(); ) {
                var name = names.next();
                if (!expected.containsKey(name)) {
                    return CasesWording.invalidKey("connector,fields," + name);
                }
            }
            return null;
        }

        private static boolean fits(JsonNode value, Value expected) {
            return switch (expected) {
                case TEXT -> value.isTextual();
                case FLAG -> value.isBoolean();
                case TEXTS -> {
                    var texts = value.isArray();
                    for (var element : value) {
                        texts &= element.isTextual();
                    }
                    yield texts;
                }
            };
        }
    }
}

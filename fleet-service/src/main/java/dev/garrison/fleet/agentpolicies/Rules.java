package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What single fields of an agent policy must fulfil, in Kibana's words. */
public final class Rules {
    private Rules() {}

    /** A name has something to read in it. */
    public static class NotBlank implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.textValue().isBlank() ? "Invalid empty string" : null;
        }
    }

    /** A namespace becomes part of data streams' names. */
    public static class Namespace implements Rule.Check {
        private static final Pattern FORBIDDEN = Pattern.compile("[*\\\\/?\"<>|,#:\\-\\s\\p{Z}]");
        private static final int MAX_BYTES = 100;

        @Override
        public String problem(JsonNode value) {
            var text = value.textValue();
            if (text.isBlank()) {
                return "Namespace is required";
            }
            if (!text.equals(text.toLowerCase(Locale.ROOT))) {
                return "Namespace must be lowercase";
            }
            if (FORBIDDEN.matcher(text).find()) {
                return "Namespace contains invalid characters";
            }
            if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
                return "Namespace cannot be more than 100 bytes";
            }
            return null;
        }
    }

    /** Inputs come from integrations alone. */
    public static class NoInputs implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            for (var names = value.fieldNames(); names.hasNext(); ) {
                var name = names.next();
                if (name.equals("inputs") || name.startsWith("inputs.")) {
                    return "inputs overrides is not allowed";
                }
            }
            return null;
        }
    }

    /** Agentless policies are for hosted offers, where the provider runs the agents. */
    public static class NoAgentless implements Rule.Check {
        @Override
        public String problem(JsonNode value) {
            return value.booleanValue()
                    ? "supports_agentless is only allowed in environments that support the agentless feature"
                    : null;
        }
    }

    /** Tags become fields of every document. */
    public static class DistinctTags implements Rule.Check {
        private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]");

        @Override
        public String problem(JsonNode value) {
            var seen = new LinkedHashSet<String>();
            var duplicate = new LinkedHashSet<String>();
            var spaced = new LinkedHashSet<String>();
            for (var tag : value) {
                var name = tag.get("name").textValue();
                if (!seen.add(name.strip())) {
                    duplicate.add(name.strip());
                }
                if (SPACE.matcher(name).find()) {
                    spaced.add(name);
                }
            }
            List<String> problems = new ArrayList<>();
            if (!duplicate.isEmpty()) {
                problems.add("Found duplicate tag names: [%s], duplicate tag names are not allowed."
                        .formatted(quoted(duplicate)));
            }
            if (!spaced.isEmpty()) {
                problems.add("Found tag names with spaces: [%s], tag names with spaces are not allowed."
                        .formatted(quoted(spaced)));
            }
            return problems.isEmpty() ? null : String.join(" ", problems);
        }

        private static String quoted(Set<String> names) {
            return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        }
    }
}

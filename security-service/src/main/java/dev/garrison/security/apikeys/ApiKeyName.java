package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;

/** What Elasticsearch takes as an API key's name. */
public final class ApiKeyName implements Rule.Check {
    private static final int LONGEST = 256;

    @Override
    public String problem(JsonNode value) {
        var name = value.textValue();
        if (name.isBlank()) {
            return "api key name is required";
        }
        if (name.length() > LONGEST) {
            return "api key name may not be more than " + LONGEST + " characters long";
        }
        if (!name.equals(name.strip())) {
            return "api key name may not begin or end with whitespace";
        }
        return name.startsWith("_") ? "api key name may not begin with an underscore" : null;
    }
}

package dev.garrison.security.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;

/** Metadata whose keys begin with an underscore is the server's own. */
public final class ReservedKeys implements Rule.Check {
    @Override
    public String problem(JsonNode metadata) {
        for (var entry : metadata.properties()) {
            if (entry.getKey().startsWith("_")) {
                return "metadata keys may not start with [_]";
            }
        }
        return null;
    }
}

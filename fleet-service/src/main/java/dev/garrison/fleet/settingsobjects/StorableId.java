package dev.garrison.fleet.settingsobjects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.platform.http.Rule;
import java.nio.charset.StandardCharsets;

/** An id that a client chooses fits into an index. */
public class StorableId implements Rule.Check {
    private static final int MAX_BYTES = 1000;

    @Override
    public String problem(JsonNode value) {
        int bytes = value.textValue().getBytes(StandardCharsets.UTF_8).length;
        return bytes <= MAX_BYTES
                ? null
                : "value has length [%d] but it must have a maximum length of [%d].".formatted(bytes, MAX_BYTES);
    }
}

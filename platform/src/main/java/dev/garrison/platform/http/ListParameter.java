package dev.garrison.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** A list in the query: the key repeated ({@code ids=a&ids=b}) or one JSON array ({@code ids=["a","b"]}). */
public final class ListParameter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ListParameter() {}

    /** @param sent as {@code @QueryParam} gives them; checked by the pipeline already */
    public static List<String> of(List<String> sent) {
        return values(sent).stream().map(JsonNode::asText).toList();
    }

    static List<JsonNode> values(List<String> sent) {
        if (sent.size() == 1 && sent.get(0).startsWith("[")) {
            try {
                var values = new ArrayList<JsonNode>();
                JSON.readTree(sent.get(0)).forEach(values::add);
                return values;
            } catch (JsonProcessingException e) {
                // no JSON after all: a value that begins with a bracket
            }
        }
        return sent.stream().<JsonNode>map(TextNode::valueOf).toList();
    }
}

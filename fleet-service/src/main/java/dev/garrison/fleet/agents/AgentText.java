package dev.garrison.fleet.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/**
 * What agents say of themselves, made fit for PostgreSQL, which holds neither U+0000 nor half a surrogate pair: such characters become
 * U+FFFD, for an agent cannot help what a host is called.
 */
public final class AgentText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int LARGEST_EXPONENT = 1000;

    private AgentText() {}

    public static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c) && !startsPair(text, i++)) {
                return false;
            }
        }
        return true;
    }

    /** @param text may be null */
    public static String clean(String text) {
        if (text == null || isClean(text)) {
            return text;
        }
        var clean = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c) && !startsPair(text, i)) {
                clean.setCharAt(i, REPLACEMENT);
            } else if (Character.isSurrogate(c)) {
                i++;
            }
        }
        return clean.toString();
    }

    /** A copy with clean texts and names, and without numbers that {@code jsonb} cannot hold. */
    public static JsonNode clean(JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(clean(value.textValue()));
        }
        if (value.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(each -> copy.add(clean(each)));
            return copy;
        }
        if (value.isObject()) {
            var copy = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(field -> copy.set(clean(field.getKey()), clean(field.getValue())));
            return copy;
        }
        return value.isBigDecimal() && !isReasonable(value.decimalValue()) ? TextNode.valueOf(value.asText()) : value;
    }

    private static boolean isReasonable(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) < LARGEST_EXPONENT;
    }

    private static boolean startsPair(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}

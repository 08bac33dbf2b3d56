package dev.garrison.fleet.packagepolicies.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.github.jknack.handlebars.Formatter;
import com.github.jknack.handlebars.Handlebars;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One run of a template. Values that are not written into the text, those of type {@code yaml} and those with line breaks, are marked
 * there and put in once the text was read as YAML. Nobody can know the mark beforehand.
 */
final class Rendering implements Formatter {
    private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\r\\u0085\\u2028\\u2029]");

    /** Characters and steps that a run may cost. */
    private static final long BUDGET = 1L << 23;

    private final String mark = "m" + UUID.randomUUID().toString().replace("-", "");
    private final Pattern marked = Pattern.compile(mark + "_(\\d+)_");
    private final Pattern block = Pattern.compile("(?m)^" + mark + "_(\\d+)_[ \\t]*$");
    private final List<JsonNode> values = new ArrayList<>();
    private long left = BUDGET;

    void spend(long cost) {
        left -= cost;
        if (left < 0) {
            throw AgentTemplate.error("it renders too much");
        }
    }

    /** @return what stands for the value in the text */
    String yaml(JsonNode value) {
        values.add(value);
        return mark + "_" + (values.size() - 1) + "_";
    }

    /** How a value is written into the text, in the manner of JavaScript. */
    @Override
    public Object format(Object value, Formatter.Chain next) {
        if (value instanceof Handlebars.SafeString made) { // by a helper, which has taken care of line breaks
            spend(made.length());
            return made;
        }
        var text = text(value);
        spend(text.length());
        return LINE_BREAK.matcher(text).find() ? yaml(TextNode.valueOf(text)) : text;
    }

    static String text(Object value) {
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(Rendering::text).toList());
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return value == null ? "" : value.toString();
    }

    /** Values of type {@code yaml} that have a whole line without indentation become lines of the text. */
    String placeBlocks(String text) {
        return block.matcher(text).replaceAll(found -> java.util.regex.Matcher.quoteReplacement(lines(value(found))));
    }

    private String lines(JsonNode value) {
        var lines = new StringBuilder();
        if (value instanceof ArrayNode list) {
            list.forEach(each -> lines.append("- ").append(each).append('\n'));
        } else if (value instanceof ObjectNode object) {
            object.properties().forEach(each -> lines.append(TextNode.valueOf(each.getKey()))
                    .append(": ")
                    .append(each.getValue())
                    .append('\n'));
        } else if (!value.isNull()) {
            lines.append(' ').append(value).append('\n'); // below its key
        }
        spend(lines.length());
        return lines.toString();
    }

    /** @return the same with values in place of marks */
    JsonNode fillIn(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var filled = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(each -> filled.set(fillIn(each.getKey()), fillIn(each.getValue())));
            return filled;
        }
        if (node instanceof ArrayNode list) {
            var filled = JsonNodeFactory.instance.arrayNode();
            list.forEach(each -> filled.add(fillIn(each)));
            return filled;
        }
        if (!node.isTextual()) {
            return node;
        }
        var only = marked.matcher(node.textValue());
        return only.matches() ? value(only.toMatchResult()) : TextNode.valueOf(fillIn(node.textValue()));
    }

    private String fillIn(String text) {
        return marked.matcher(text).replaceAll(found -> {
            var value = value(found);
            var written = value.isTextual() ? value.textValue() : value.toString();
            spend(written.length());
            return java.util.regex.Matcher.quoteReplacement(written);
        });
    }

    private JsonNode value(MatchResult found) {
        return values.get(Integer.parseInt(found.group(1)));
    }
}

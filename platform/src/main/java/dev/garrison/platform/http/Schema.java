package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a request value must look like, with Kibana's words for what is wrong. {@link #check} takes null for an absent value and
 * returns the value after Kibana's coercions ({@code "true"} to true, {@code "5"} to 5 where a boolean or number is wanted).
 */
sealed interface Schema {
    int LARGEST_EXPONENT = 1000;

    JsonNode check(String path, JsonNode value) throws ValidationFailure;

    /** @param pattern null for any; refused with {@code patternText} */
    record Text(int min, int max, Pattern pattern, String patternText) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value == null || !value.isTextual()) {
                throw wrongType(path, "string", value);
            }
            var text = value.textValue();
            if (!isStorable(text)) {
                throw new ValidationFailure(path, "value contains a character that cannot be stored");
            }
            if (text.length() < min) {
                throw new ValidationFailure(path, tooShort(text.length(), min));
            }
            if (text.length() > max) {
                throw new ValidationFailure(
                        path,
                        "value has length [%d] but it must have a maximum length of [%d]."
                                .formatted(text.length(), max));
            }
            if (pattern != null && !pattern.matcher(text).matches()) {
                throw new ValidationFailure(path, patternText);
            }
            return value;
        }

        private static String tooShort(int length, int min) {
            return "value has length [%d] but it must have a minimum length of [%d].".formatted(length, min);
        }
    }

    record Flag() implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value != null && value.isBoolean()) {
                return value;
            }
            if (value != null && value.isTextual()) {
                if (value.textValue().equalsIgnoreCase("true")) {
                    return BooleanNode.TRUE;
                }
                if (value.textValue().equalsIgnoreCase("false")) {
                    return BooleanNode.FALSE;
                }
            }
            throw wrongType(path, "boolean", value);
        }
    }

    /** @param min null for none @param max null for none */
    record Numeric(BigDecimal min, BigDecimal max, boolean integral) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            BigDecimal number;
            if (value != null && value.isNumber()) {
                number = value.decimalValue();
            } else if (value != null && value.isTextual()) {
                number = parse(path, value);
            } else {
                throw wrongType(path, "number", value);
            }
            if (min != null && number.compareTo(min) < 0) {
                throw new ValidationFailure(
                        path, "Value must be equal to or greater than [" + min.toPlainString() + "].");
            }
            if (max != null && number.compareTo(max) > 0) {
                throw new ValidationFailure(
                        path, "Value must be equal to or lower than [" + max.toPlainString() + "].");
            }
            // a text such as 1.0 is refused too: in the query it reaches the operation as it is
            if (integral && (number.stripTrailingZeros().scale() > 0 || value.isTextual() && number.scale() != 0)) {
                throw new ValidationFailure(path, "expected value to be an integer but got [" + value.asText() + "]");
            }
            if (integral) {
                return JsonNodeFactory.instance.numberNode(number.toBigIntegerExact());
            }
            return value.isNumber() ? value : DecimalNode.valueOf(number);
        }

        private static BigDecimal parse(String path, JsonNode value) throws ValidationFailure {
            try {
                if (value.textValue().length() > 40) { // as a number it could have a billion digits
                    throw wrongType(path, "number", value);
                }
                return new BigDecimal(value.textValue());
            } catch (NumberFormatException e) {
                throw wrongType(path, "number", value);
            }
        }
    }

    /** One of a fixed set of strings. */
    record Literals(List<String> values) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value != null && value.isTextual() && values.contains(value.textValue())) {
                return value;
            }
            if (values.size() == 1) {
                throw ValidationFailure.ofType(
                        path, "expected value to equal [" + values.get(0) + "]", value, "\"" + values.get(0) + "\"");
            }
            var failures = new ArrayList<ValidationFailure>();
            for (int i = 0; i < values.size(); i++) {
                failures.add(new ValidationFailure(path + "." + i, "expected value to equal [" + values.get(i) + "]"));
            }
            throw ValidationFailure.ofUnion(path, value, "\"" + String.join("\" | \"", values) + "\"", failures);
        }
    }

    record ListOf(Schema element, int min, int max) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value == null || !value.isArray()) {
                throw wrongType(path, "array", value);
            }
            if (value.size() < min) {
                throw new ValidationFailure(
                        path, "array size is [%d], but cannot be smaller than [%d]".formatted(value.size(), min));
            }
            if (value.size() > max) {
                throw new ValidationFailure(
                        path, "array size is [%d], but cannot be greater than [%d]".formatted(value.size(), max));
            }
            ArrayNode checked = JsonNodeFactory.instance.arrayNode(value.size());
            for (int i = 0; i < value.size(); i++) {
                checked.add(element.check(path + "." + i, value.get(i)));
            }
            return checked;
        }
    }

    record MapOf(Schema element) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value == null || !value.isObject()) {
                throw wrongType(path, "object", value);
            }
            ObjectNode checked = JsonNodeFactory.instance.objectNode();
            for (var entry : value.properties()) {
                if (!isStorable(entry.getKey())) {
                    throw new ValidationFailure(path, "a key contains a character that cannot be stored");
                }
                checked.set(entry.getKey(), element.check(path + "." + entry.getKey(), entry.getValue()));
            }
            return checked;
        }
    }

    /** @param open whether unknown keys are dropped instead of refused */
    record Fields(Map<String, Field> fields, boolean open) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (value == null || !value.isObject()) {
                var found = path.equals("request body") && value == null ? "null" : typeOf(value);
                throw ValidationFailure.ofType(
                        path, "expected a plain object value, but found [" + found + "] instead.", value, "object");
            }
            ObjectNode checked = JsonNodeFactory.instance.objectNode();
            for (var field : fields.entrySet()) {
                var given = value.get(field.getKey());
                if (given == null && !field.getValue().required()) {
                    continue;
                }
                checked.set(field.getKey(), field.getValue().check(path + "." + field.getKey(), given));
            }
            if (!open) {
                for (var names = value.fieldNames(); names.hasNext(); ) {
                    var name = names.next();
                    if (!fields.containsKey(name)) {
                        throw ValidationFailure.ofUnknownKey(path, name);
                    }
                }
            }
            return checked;
        }
    }

    record Field(Schema schema, boolean required, boolean nullable, List<Rule.Check> rules) {
        JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (nullable && value != null && value.isNull()) {
                return value;
            }
            var checked = schema.check(path, value);
            for (var rule : rules) {
                var problem = rule.problem(checked);
                if (problem != null) {
                    throw ValidationFailure.ofRule(path, problem);
                }
            }
            return checked;
        }
    }

    record Union(List<Schema> alternatives) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            var failures = new ArrayList<ValidationFailure>();
            for (int i = 0; i < alternatives.size(); i++) {
                try {
                    return alternatives.get(i).check(path, value);
                } catch (ValidationFailure failure) {
                    failures.add(failure.within(path, i));
                }
            }
            throw ValidationFailure.ofUnion(path, value, "one of its alternatives", failures);
        }
    }

    /** Open in the contract: any JSON, or any JSON object, that PostgreSQL can hold. */
    record Anything(boolean objectOnly) implements Schema {
        @Override
        public JsonNode check(String path, JsonNode value) throws ValidationFailure {
            if (objectOnly && (value == null || !value.isObject())) {
                throw wrongType(path, "object", value);
            }
            if (value == null) {
                throw wrongType(path, "any", null);
            }
            requireStorable(path, value);
            return value;
        }

        private static void requireStorable(String path, JsonNode value) throws ValidationFailure {
            if (value.isTextual() && !isStorable(value.textValue())) {
                throw new ValidationFailure(path, "value contains a character that cannot be stored");
            }
            if (value.isBigDecimal() && !isStorable(value.decimalValue())) {
                throw new ValidationFailure(path, "value is a number that cannot be stored");
            }
            for (var entry : value.properties()) {
                if (!isStorable(entry.getKey())) {
                    throw new ValidationFailure(path, "a key contains a character that cannot be stored");
                }
                requireStorable(path + "." + entry.getKey(), entry.getValue());
            }
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    requireStorable(path + "." + i, value.get(i));
                }
            }
        }
    }

    /** PostgreSQL holds neither U+0000 nor half of a surrogate pair in text and jsonb. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(++i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** A few characters may be a number of a million digits; JavaScript's numbers end below 1e309. */
    static boolean isStorable(BigDecimal number) {
        return Math.abs((long) number.precision() - number.scale()) <= LARGEST_EXPONENT
                && Math.abs((long) number.scale()) <= LARGEST_EXPONENT;
    }

    private static ValidationFailure wrongType(String path, String expected, JsonNode value) {
        return ValidationFailure.ofType(
                path, "expected value of type [" + expected + "] but got [" + typeOf(value) + "]", value, expected);
    }

    private static String typeOf(JsonNode value) {
        if (value == null) {
            return "undefined";
        }
        return switch (value.getNodeType()) {
            case ARRAY -> "Array";
            case OBJECT, POJO -> "Object";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case MISSING -> "undefined";
        };
    }
}

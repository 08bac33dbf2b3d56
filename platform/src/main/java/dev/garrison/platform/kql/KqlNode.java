package dev.garrison.platform.kql;

import java.util.List;

/** A parsed expression. */
public sealed interface KqlNode {
    /** Everything: the empty expression, {@code *} or {@code *:*}. */
    record MatchAll() implements KqlNode {}

    record And(List<KqlNode> nodes) implements KqlNode {
        public And {
            nodes = List.copyOf(nodes);
        }
    }

    record Or(List<KqlNode> nodes) implements KqlNode {
        public Or {
            nodes = List.copyOf(nodes);
        }
    }

    record Not(KqlNode node) implements KqlNode {}

    /** {@code field: value}. */
    record Match(KqlText field, KqlText value) implements KqlNode {}

    /** {@code field:*}. */
    record Exists(KqlText field) implements KqlNode {}

    /** {@code field >= value}; the value has no wildcards. */
    record Range(KqlText field, Operator operator, String value) implements KqlNode {}

    /** <code>field:{ … }</code>: one element of the field's list fulfils all of the node. */
    record Nested(KqlText field, KqlNode node) implements KqlNode {}

    /** A value without a field. */
    record AnyField(KqlText value) implements KqlNode {}

    /** How a {@link Range} compares. */
    enum Operator {
        LESS_OR_EQUAL("<="),
        GREATER_OR_EQUAL(">="),
        LESS("<"),
        GREATER(">");

        final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }
    }
}

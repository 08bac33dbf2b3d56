package dev.garrison.platform.kql;

import dev.garrison.platform.kql.KqlNode.And;
import dev.garrison.platform.kql.KqlNode.AnyField;
import dev.garrison.platform.kql.KqlNode.Exists;
import dev.garrison.platform.kql.KqlNode.Match;
import dev.garrison.platform.kql.KqlNode.MatchAll;
import dev.garrison.platform.kql.KqlNode.Nested;
import dev.garrison.platform.kql.KqlNode.Not;
import dev.garrison.platform.kql.KqlNode.Operator;
import dev.garrison.platform.kql.KqlNode.Or;
import dev.garrison.platform.kql.KqlNode.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Recursive descent over one expression, one method a grammar rule. What could have stood at the furthest position
 * reached is collected on the way; that is what a syntax error lists.
 */
final class KqlParser {
    static final int MAX_LENGTH = 100_000;
    static final int MAX_DEPTH = 200;
    static final int MAX_WILDCARDS = 100;

    private final String input;
    private final KqlLiterals literals;
    private int at;
    private int depth;
    private int furthest;
    private final TreeSet<String> expected = new TreeSet<>();

    KqlParser(String input) {
        if (input.length() > MAX_LENGTH) {
            throw new KqlLimitException(
                    "The KQL expression has %d characters, more than the %d that are allowed",
                    input.length(), MAX_LENGTH);
        }
        this.input = input;
        this.literals = new KqlLiterals(input);
    }

    KqlNode query() {
        skipSpace();
        expect("end of input");
        if (at == input.length()) {
            return new MatchAll();
        }
        KqlNode node = or(this::not);
        skipSpace();
        expect("end of input");
        if (at < input.length()) {
            throw syntaxError();
        }
        return node;
    }

    private KqlNode or(Supplier<KqlNode> operand) {
        return chain("or", "OR", () -> chain("and", "AND", operand, And::new), Or::new);
    }

    private KqlNode chain(String word, String label, Supplier<KqlNode> operand, Function<List<KqlNode>, KqlNode> join) {
        var nodes = new ArrayList<KqlNode>();
        do {
            nodes.add(operand.get());
        } while (takeBetweenSpaces(word, label));
        return nodes.size() == 1 ? nodes.get(0) : join.apply(nodes);
    }

    private KqlNode not() {
        return takeNot() ? new Not(part()) : part();
    }

    private KqlNode part() {
        return take("(") ? brackets(")", () -> or(this::not)) : condition();
    }

    private KqlNode condition() {
        expect("field name");
        expect("value");
        KqlText literal = literal();
        int afterLiteral = at;
        skipSpace();
        if (take(":")) {
            skipSpace();
            return take("{") ? new Nested(literal, brackets("}", () -> or(this::not))) : values(literal);
        }
        for (Operator operator : Operator.values()) {
            if (take(operator.symbol)) {
                skipSpace();
                expect("literal");
                return new Range(literal, operator, literal().text());
            }
        }
        at = afterLiteral;
        return literal.isWildcard() ? new MatchAll() : new AnyField(literal);
    }

    /** {@code (a or not b)} or a single value. */
    private KqlNode values(KqlText field) {
        if (take("(")) {
            return brackets(")", () -> or(() -> takeNot() ? new Not(values(field)) : values(field)));
        }
        expect("value");
        KqlText value = literal();
        if (!value.isWildcard()) {
            return new Match(field, value);
        }
        return field.isWildcard() ? new MatchAll() : new Exists(field);
    }

    private KqlNode brackets(String closing, Supplier<KqlNode> inside) {
        if (++depth > MAX_DEPTH) {
            throw new KqlLimitException(
                    "The KQL expression nests deeper than the %d brackets that are allowed", MAX_DEPTH);
        }
        skipSpace();
        KqlNode node = inside.get();
        skipSpace();
        if (!take(closing)) {
            throw syntaxError();
        }
        depth--;
        return node;
    }

    /** The caller has said under what name the literal is expected. */
    private KqlText literal() {
        var read = literals.readAt(at);
        if (read == null) {
            throw syntaxError();
        }
        at = read.end();
        return read.text();
    }

    private void skipSpace() {
        at = literals.spaceEnd(at);
        expect("whitespace");
    }

    private boolean take(String symbol) {
        expect('"' + symbol + '"');
        boolean here = input.startsWith(symbol, at);
        at += here ? symbol.length() : 0;
        return here;
    }

    private boolean takeNot() {
        expect("NOT");
        return moveTo(literals.keywordEnd("not", at));
    }

    private boolean takeBetweenSpaces(String word, String label) {
        expect(label);
        int start = literals.spaceEnd(at);
        return start > at && moveTo(literals.keywordEnd(word, start));
    }

    private boolean moveTo(int end) {
        at = end < 0 ? at : end;
        return end >= 0;
    }

    private void expect(String what) {
        if (at > furthest) {
            furthest = at;
            expected.clear();
        }
        if (at == furthest) {
            expected.add(what);
        }
    }

    private KqlSyntaxException syntaxError() {
        return new KqlSyntaxException(expected, input, furthest);
    }
}

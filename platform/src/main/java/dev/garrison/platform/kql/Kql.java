package dev.garrison.platform.kql;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The Kibana query language: {@code kuery} and {@code filter} parameters. */
public final class Kql {
    private Kql() {}

    /**
     * @param expression absent, empty and blank match everything
     * @throws KqlSyntaxException it breaks the grammar
     * @throws KqlLimitException it is longer than {@value KqlParser#MAX_LENGTH} characters, nests deeper than
     *     {@value KqlParser#MAX_DEPTH} brackets, or has a value of more than {@value KqlParser#MAX_WILDCARDS} wildcards
     */
    public static KqlNode parse(String expression) {
        return expression == null ? new KqlNode.MatchAll() : new KqlParser(expression).query();
    }

    /** The fields that an expression uses, as written and in that order; {@code a:{b:1}} uses {@code a} and {@code a.b}. */
    public static Set<String> fields(KqlNode node) {
        var names = new LinkedHashSet<String>();
        eachField(node, field -> names.add(field.text()));
        return names;
    }

    static void eachField(KqlNode node, Consumer<KqlText> seen) {
        if (node instanceof KqlNode.And and) {
            and.nodes().forEach(child -> eachField(child, seen));
        } else if (node instanceof KqlNode.Or or) {
            or.nodes().forEach(child -> eachField(child, seen));
        } else if (node instanceof KqlNode.Not not) {
            eachField(not.node(), seen);
        } else if (node instanceof KqlNode.Match match) {
            seen.accept(match.field());
        } else if (node instanceof KqlNode.Exists exists) {
            seen.accept(exists.field());
        } else if (node instanceof KqlNode.Range range) {
            seen.accept(range.field());
        } else if (node instanceof KqlNode.Nested nested) {
            seen.accept(nested.field());
            eachField(nested.node(), inner -> seen.accept(inner.under(nested.field())));
        }
    }
}

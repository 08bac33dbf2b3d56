package dev.garrison.platform.kql;

import java.util.Collection;

/**
 * The expression breaks the grammar. The message is Kibana's, in three lines: what was expected and what was found, the
 * expression, and a caret under the offending character.
 */
public final class KqlSyntaxException extends KqlException {
    KqlSyntaxException(Collection<String> expected, String expression, int offset) {
        super("KQLSyntaxError: Expected %s but %s found.\n%s\n%s^"
                .formatted(
                        String.join(", ", expected),
                        found(expression, offset),
                        Surrogates.replaceLone(expression),
                        "-".repeat(offset)));
    }

    private static String found(String expression, int offset) {
        return offset == expression.length()
                ? "end of input"
                : '"' + Surrogates.replaceLone(Character.toString(expression.codePointAt(offset))) + '"';
    }
}

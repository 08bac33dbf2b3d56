package dev.garrison.platform.kql;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a node as KQL, with all its brackets, so that tests can show and re-read what was parsed. */
final class KqlPrinter {
    private KqlPrinter() {}

    static String print(KqlNode node) {
        if (node instanceof KqlNode.And and) {
            return join(and.nodes(), " and ");
        } else if (node instanceof KqlNode.Or or) {
            return join(or.nodes(), " or ");
        } else if (node instanceof KqlNode.Not not) {
            boolean leaf = !(not.node() instanceof KqlNode.Not);
            return "not " + (leaf ? print(not.node()) : "(" + print(not.node()) + ")");
        } else if (node instanceof KqlNode.Match match) {
            return print(match.field()) + ":" + print(match.value());
        } else if (node instanceof KqlNode.Exists exists) {
            return print(exists.field()) + ":*";
        } else if (node instanceof KqlNode.Range range) {
            return print(range.field()) + range.operator().symbol + print(KqlText.quoted(range.value()));
        } else if (node instanceof KqlNode.Nested nested) {
            return print(nested.field()) + ":{" + print(nested.node()) + "}";
        } else if (node instanceof KqlNode.AnyField anyField) {
            return print(anyField.value());
        }
        return "*";
    }

    private static String join(List<KqlNode> nodes, String operator) {
        return nodes.stream().map(KqlPrinter::print).collect(Collectors.joining(operator, "(", ")"));
    }

    private static String print(KqlText text) {
        if (text.quoted()) {
            return '"' + escaped(text.text(), " *.:_%!'()-") + '"';
        }
        return text.pieces().stream().map(piece -> escaped(piece, "._-%!'")).collect(Collectors.joining("*"));
    }

    private static String escaped(String text, String plain) {
        return text.chars()
                .mapToObj(c -> c < 128 && Character.isLetterOrDigit(c) || plain.indexOf(c) >= 0
                        ? String.valueOf((char) c)
                        : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }
}

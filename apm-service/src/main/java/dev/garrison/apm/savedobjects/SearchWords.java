package dev.garrison.apm.savedobjects;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code search} parameter: words as people type them. {@code "a b"} is a phrase, {@code a*} a beginning, {@code -a} not,
 * {@code a | b} or, {@code a + b} and; brackets group. Every text is one of these: what makes no sense is left out.
 */
final class SearchWords {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
    private static final int MAX_TERMS = 500;

    private final String text;
    private final boolean all;
    private final String searched;
    private int at;
    private int terms;

    private SearchWords(String text, boolean all, String searched) {
        this.text = text;
        this.all = all;
        this.searched = searched;
    }

    /**
     * @param all whether, where nothing is said, every word must be there, and not just one
     * @param searched SQL of the text, in lower case
     */
    static SqlParts compile(String text, boolean all, String searched) {
        var words = new SearchWords(text, all, searched);
        var condition = words.either(0);
        return condition == null ? new SqlParts().add("false") : condition;
    }

    /** Up to the end or a closing bracket. Null: nothing to look for. */
    private SqlParts either(int depth) {
        var operands = new ArrayList<SqlParts>();
        var joins = new ArrayList<Boolean>(); // whether "and" stands before the operand
        Boolean join = null;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ')' && depth > 0) {
                break;
            } else if (c == '|' || c == '+') {
                join = c == '+';
                at++;
            } else if (Character.isWhitespace(c) || c == ')') {
                at++;
            } else {
                var operand = operand(depth);
                if (operand != null) {
                    joins.add(join == null ? all : join);
                    operands.add(operand);
                }
                join = null;
            }
        }
        return join(operands, joins);
    }

    /** "And" binds tighter. */
    private static SqlParts join(List<SqlParts> operands, List<Boolean> joins) {
        if (operands.isEmpty()) {
            return null;
        }
        var joined = new SqlParts().add("((");
        for (int i = 0; i < operands.size(); i++) {
            if (i > 0) {
                joined.add(joins.get(i) ? " and " : ") or (");
            }
            joined.add(operands.get(i).build());
        }
        return joined.add("))");
    }

    private SqlParts operand(int depth) {
        char c = text.charAt(at);
        if (c == '-') {
            at++;
            var negated = at < text.length() && !Character.isWhitespace(text.charAt(at)) ? operand(depth) : null;
            return negated == null ? null : new SqlParts().add("not ").add(negated.build());
        }
        if (c == '(' && depth < 20) {
            at++;
            var inner = either(depth + 1);
            at++; // the closing bracket, or the end
            return inner;
        }
        if (c == '"') {
            int end = text.indexOf('"', at + 1);
            var phrase = text.substring(at + 1, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            return term(phrase, false);
        }
        int start = at++;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && "|()\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        var word = text.substring(start, at);
        return word.equals("*") ? new SqlParts().add("true") : term(word, word.endsWith("*"));
    }

    /** The words of a term stand next to each other: {@code my-vis*} finds "My visualization". */
    private SqlParts term(String term, boolean prefix) {
        var words = WORD.matcher(term.toLowerCase(Locale.ROOT))
                .results()
                .map(match -> match.group())
                .collect(Collectors.joining("[^[:alnum:]]+"));
        if (words.isEmpty() || ++terms > MAX_TERMS) {
            return null;
        }
        return new SqlParts().add(searched + " ~ ?", "(^|[^[:alnum:]])" + words + (prefix ? "" : "([^[:alnum:]]|$)"));
    }
}

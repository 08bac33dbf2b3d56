package dev.garrison.cases.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A word, a {@code "phrase"} or a {@code prefix*} of the {@code search} parameter.
 *
 * @param prefix whether longer words that begin so count too
 */
record SearchTerm(String text, boolean prefix) {
    private static final Pattern TERM = Pattern.compile("\"([^\"]*)\"|[^\\s\"]+");
    private static final Pattern LETTER_OR_DIGIT = Pattern.compile("[\\p{L}\\p{N}]");
    private static final int MOST = 100;

    /** Terms without a letter or digit are left out: no text could have them. */
    static List<SearchTerm> of(String search) {
        var terms = new ArrayList<SearchTerm>();
        var term = TERM.matcher(search);
        while (term.find() && terms.size() < MOST) {
            var phrase = term.group(1);
            var prefix = phrase == null && term.group().endsWith("*");
            var text = phrase == null ? term.group() : phrase;
            if (LETTER_OR_DIGIT.matcher(text).find()) {
                terms.add(new SearchTerm(prefix ? text.substring(0, text.length() - 1) : text, prefix));
            }
        }
        return terms;
    }

    /** A PostgreSQL text search query with one parameter, {@link #parameter()}. */
    String sql() {
        return prefix ? "to_tsquery('simple', ?)" : "phraseto_tsquery('simple', ?)";
    }

    String parameter() {
        return prefix ? "'" + text.replace("\\", "\\\\").replace("'", "''") + "':*" : text;
    }
}

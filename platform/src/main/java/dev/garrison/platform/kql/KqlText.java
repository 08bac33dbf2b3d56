package dev.garrison.platform.kql;

import java.util.ArrayList;
import java.util.List;

/**
 * A field name or a value as it was written, escapes resolved.
 *
 * @param pieces what stands between wildcards: one piece when there is none, {@code ["", ""]} for {@code *}
 * @param quoted whether it stood in quotes, where {@code *}, {@code true} and {@code null} mean just these characters
 */
public record KqlText(List<String> pieces, boolean quoted) {
    public KqlText {
        pieces = List.copyOf(pieces);
    }

    static KqlText unquoted(String text) {
        return new KqlText(List.of(text), false);
    }

    static KqlText quoted(String text) {
        return new KqlText(List.of(text), true);
    }

    public boolean hasWildcard() {
        return pieces.size() > 1;
    }

    /** Whether this is {@code *}. */
    public boolean isWildcard() {
        return hasWildcard() && pieces.stream().allMatch(String::isEmpty);
    }

    /** The text with its wildcards written {@code *}. */
    public String text() {
        return String.join("*", pieces);
    }

    /** This name, which stood in the braces of {@code parent}, in full. */
    KqlText under(KqlText parent) {
        var joined = new ArrayList<>(parent.pieces);
        joined.set(joined.size() - 1, joined.get(joined.size() - 1) + "." + pieces.get(0));
        joined.addAll(pieces.subList(1, pieces.size()));
        return new KqlText(joined, quoted);
    }

    boolean isNull() {
        return !quoted && text().equals("null");
    }

    /** Whether the whole of {@code candidate} fits, upper and lower case being different. */
    public boolean matches(String candidate) {
        if (!hasWildcard()) {
            return candidate.equals(pieces.get(0));
        }
        String first = pieces.get(0);
        String last = pieces.get(pieces.size() - 1);
        int at = first.length();
        int end = candidate.length() - last.length();
        if (at > end || !candidate.startsWith(first) || !candidate.endsWith(last)) {
            return false;
        }
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = candidate.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }
}

package dev.garrison.platform.kql;

import java.util.ArrayList;
import java.util.List;

/** Reads quoted and unquoted literals, keywords and blanks out of an expression. Linear in what it reads. */
final class KqlLiterals {
    private static final String SPECIAL = "\\():<>\"{}"; // end an unquoted literal; '*' is a wildcard instead

    private final String input;

    KqlLiterals(String input) {
        this.input = input;
    }

    /** @param end offset after the literal and the blanks that belong to it */
    record Read(KqlText text, int end) {}

    /** @return null: no literal starts here */
    Read readAt(int start) {
        return start < input.length() && input.charAt(start) == '"' ? quoted(start) : unquoted(start);
    }

    int spaceEnd(int start) {
        int at = start;
        while (at < input.length() && isSpace(input.charAt(at))) {
            at++;
        }
        return at;
    }

    /** @return offset after the word and the blanks that have to follow it, -1: it is not here */
    int keywordEnd(String word, int start) {
        int end = start + word.length();
        return input.regionMatches(true, start, word, 0, word.length())
                        && end < input.length()
                        && isSpace(input.charAt(end))
                ? spaceEnd(end)
                : -1;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\u00a0';
    }

    private Read quoted(int start) {
        var text = new StringBuilder();
        int at = start + 1;
        while (at < input.length() && input.charAt(at) != '"') {
            Escape escape = escape(at, "\\\"");
            text.append(escape == null ? input.charAt(at) : escape.meaning()); // an unknown escape stands for itself
            at += escape == null ? 1 : escape.length();
        }
        return at == input.length() ? null : new Read(KqlText.quoted(text.toString()), at + 1);
    }

    private Read unquoted(int start) {
        var pieces = new ArrayList<String>();
        var piece = new StringBuilder();
        int trimmed = 0; // length of the piece without its trailing blanks
        int at = start;
        while (at < input.length()) {
            char c = input.charAt(at);
            Escape escape = c == '\\' ? unquotedEscape(at) : null;
            if (isSpace(c)) {
                int end = spaceEnd(at);
                if (keywordEnd("or", end) >= 0 || keywordEnd("and", end) >= 0) {
                    break;
                }
                piece.append(input, at, end);
                at = end;
                if (keywordEnd("not", end) >= 0) {
                    break;
                }
                continue;
            } else if (at == start && keywordEnd("not", at) >= 0) {
                break;
            } else if (escape != null) {
                piece.append(escape.meaning());
                at += escape.length();
            } else if (c == '*') {
                if (pieces.isEmpty() || !piece.isEmpty()) { // "**" is "*"
                    pieces.add(piece.toString());
                    requireFew(pieces);
                }
                piece.setLength(0);
                at++;
            } else if (SPECIAL.indexOf(c) >= 0) {
                break;
            } else {
                piece.append(c);
                at++;
            }
            trimmed = piece.length();
        }
        piece.setLength(trimmed);
        pieces.add(piece.toString());
        return at == start ? null : new Read(new KqlText(pieces, false), at);
    }

    private static void requireFew(List<String> pieces) {
        if (pieces.size() > KqlParser.MAX_WILDCARDS) {
            throw new KqlLimitException(
                    "A value of the KQL expression has more than the %d wildcards that are allowed",
                    KqlParser.MAX_WILDCARDS);
        }
    }

    private record Escape(String meaning, int length) {}

    private Escape unquotedEscape(int at) {
        for (String keyword : List.of("\\and", "\\or", "\\not")) {
            int end = at + keyword.length();
            if (input.regionMatches(true, at, keyword, 0, keyword.length())
                    && (end == input.length() || !Character.isLetterOrDigit(input.charAt(end)))) { // else "\n" + "otes"
                return new Escape(input.substring(at + 1, end), keyword.length());
            }
        }
        return escape(at, SPECIAL + "*");
    }

    /** @return null: no escape that is known here */
    private Escape escape(int at, String escapable) {
        if (input.charAt(at) != '\\' || at + 1 == input.length()) {
            return null;
        }
        char c = input.charAt(at + 1);
        return switch (c) {
            case 't' -> new Escape("\t", 2);
            case 'r' -> new Escape("\r", 2);
            case 'n' -> new Escape("\n", 2);
            case 'u' -> unicode(at + 2);
            default -> escapable.indexOf(c) < 0 ? null : new Escape(String.valueOf(c), 2);
        };
    }

    private Escape unicode(int start) {
        if (start + 4 > input.length()) {
            return null;
        }
        int code = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = Character.digit(input.charAt(i), 16);
            if (digit < 0 || input.charAt(i) > 'f') { // digit() takes other scripts' digits, too
                return null;
            }
            code = code * 16 + digit;
        }
        return new Escape(String.valueOf((char) code), 6);
    }
}

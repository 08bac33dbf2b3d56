package dev.garrison.security.credentials;

import java.util.regex.Pattern;

/** What Elasticsearch takes as the name of a user or a role. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,505}[\\x21-\\x7e])?");

    private Names() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }

    /** @param kind {@code User} or {@code Role} */
    public static String rule(String kind) {
        return kind
                + " names must be at least 1 and no more than 507 characters. They may contain alphanumeric characters"
                + " (a-z, A-Z, 0-9), spaces, punctuation, and printable symbols in the Basic Latin (ASCII) block. Leading or"
                + " trailing whitespace is not allowed.";
    }
}

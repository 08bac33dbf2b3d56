package dev.garrison.platform.kql;

/** Halves of surrogate pairs, which JSON strings may hold but UTF-8, so an answer or PostgreSQL, may not. */
final class Surrogates {
    private Surrogates() {}

    static boolean hasLone(String text) {
        return text.codePoints().anyMatch(Surrogates::isLone);
    }

    static String replaceLone(String text) {
        return text.codePoints()
                .map(c -> isLone(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** {@code codePoints()} joins the halves that belong together, so that one still seen is alone. */
    private static boolean isLone(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

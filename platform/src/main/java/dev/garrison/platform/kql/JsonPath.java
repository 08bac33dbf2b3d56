package dev.garrison.platform.kql;

import java.util.List;

/**
 * A path into a {@code jsonb} document as PostgreSQL's {@code jsonpath}, always handed over as a parameter. Lists on the
 * way are looked through.
 *
 * @param steps null: no document has a value there
 */
record JsonPath(String steps) {
    // PostgreSQL reads each segment as a deeper level, and runs out of stack some time
    private static final int MAX_SEGMENTS = 50;
    private static final String WILDCARD = "\0"; // no key holds it: PostgreSQL refuses it in jsonb
    private static final String SCALARS = " ? (@.type() != \"object\" && @.type() != \"array\" && @ != null)";

    static final JsonPath ROOT = new JsonPath("$");
    static final JsonPath EVERYTHING = new JsonPath("$.**");

    /** @param pieces names with dots between them; where two pieces meet is a wildcard, which has to be a name of its own */
    static JsonPath of(List<String> pieces) {
        var steps = new StringBuilder("$");
        String[] segments = String.join(WILDCARD, pieces).split("\\.", MAX_SEGMENTS + 1);
        for (String segment : segments) {
            if (segment.equals(WILDCARD) && pieces.size() > 1) {
                steps.append(".*.**"); // any name, and any below
            } else if (segment.contains(WILDCARD) || Surrogates.hasLone(segment)) {
                return new JsonPath(null);
            } else {
                steps.append(".\"").append(escaped(segment)).append('"');
            }
        }
        return new JsonPath(segments.length > MAX_SEGMENTS ? null : steps.toString());
    }

    boolean leadsNowhere() {
        return steps == null;
    }

    /** The strings, numbers and booleans that the path leads to. */
    String values() {
        return steps + "[*]" + SCALARS;
    }

    /** Those and the ones below. */
    String valuesBelow() {
        return steps + ".**" + SCALARS;
    }

    /** The elements of the lists that the path leads to, of whatever kind. */
    String elements() {
        return steps + "[*]";
    }

    private static String escaped(String key) {
        var escaped = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (c < ' ') {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return escaped.toString();
    }
}

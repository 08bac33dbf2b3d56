package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The first value that does not fit its {@link Schema}. */
class ValidationFailure extends Exception {
    private final String path;
    private final String text;
    private final Reworded reworded;

    ValidationFailure(String path, String text) {
        this(path, text, (wording, at) -> wording.problem(at, text));
    }

    private ValidationFailure(String path, String text, Reworded reworded) {
        super(null, null, false, false);
        this.path = path;
        this.text = text;
        this.reworded = reworded;
    }

    /** @param expected see {@link Wording#wrongType} */
    static ValidationFailure ofType(String path, String text, JsonNode value, String expected) {
        return new ValidationFailure(path, text, (wording, at) -> wording.wrongType(at, value, expected));
    }

    static ValidationFailure ofRule(String path, String sentence) {
        return new ValidationFailure(path, sentence, (wording, at) -> wording.rule(at, sentence));
    }

    static ValidationFailure ofUnknownKey(String path, String key) {
        return new ValidationFailure(
                path + "." + key, "definition for this key is missing", (wording, at) -> wording.unknownKey(at, key));
    }

    /** Every alternative of a union failed. */
    static ValidationFailure ofUnion(String path, JsonNode value, String expected, List<ValidationFailure> failures) {
        var text = new StringBuilder("types that failed validation:");
        for (var failure : failures) {
            text.append("\n- ").append(failure.getMessage());
        }
        return ofType(path, text.toString(), value, expected);
    }

    /** The same failure as seen from alternative {@code index} of the union at {@code path}. */
    ValidationFailure within(String unionPath, int index) {
        return new ValidationFailure(unionPath + "." + index + path.substring(unionPath.length()), text, reworded);
    }

    /** In the area's own words. */
    String in(Wording wording) {
        return reworded.text(wording, path.substring("request ".length()));
    }

    @Override
    public String getMessage() {
        return "[" + path + "]: " + text;
    }

    private interface Reworded {
        String text(Wording wording, String path);
    }
}

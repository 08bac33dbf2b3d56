package dev.garrison.platform.http;

import java.util.List;

/** The first value that does not fit its {@link Schema}. */
class ValidationFailure extends Exception {
    private final String path;
    private final String text;

    ValidationFailure(String path, String text) {
        super(null, null, false, false);
        this.path = path;
        this.text = text;
    }

    /** Every alternative of a union failed. */
    static ValidationFailure ofUnion(String path, List<ValidationFailure> failures) {
        var text = new StringBuilder("types that failed validation:");
        for (var failure : failures) {
            text.append("\n- ").append(failure.getMessage());
        }
        return new ValidationFailure(path, text.toString());
    }

    /** The same failure as seen from alternative {@code index} of the union at {@code path}. */
    ValidationFailure within(String unionPath, int index) {
        return new ValidationFailure(unionPath + "." + index + path.substring(unionPath.length()), text);
    }

    @Override
    public String getMessage() {
        return "[" + path + "]: " + text;
    }
}

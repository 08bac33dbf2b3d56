package dev.garrison.security.roles;

import dev.garrison.platform.http.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What Kibana asks of the privileges that a role is written with, beyond their types; refused in its words. */
final class PrivilegeRules {
    private static final Set<String> BASES = Set.of("all", "read");
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final String ID_TEXT = "only a-z, A-Z, 0-9, '_', and '-' are allowed";
    private static final Pattern SPACE = Pattern.compile("[a-z0-9_-]+");
    private static final String SPACE_TEXT = "must be lower case, a-z, 0-9, '_', and '-' are allowed";

    private PrivilegeRules() {}

    /**
     * @param path of the entries, e.g. {@code request body.kibana}
     * @throws ApiException 400: the first rule that is broken
     */
    static void check(String path, List<PutRole.Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            check(path + "." + i, entries.get(i));
        }
        for (int i = 0; i < entries.size(); i++) {
            for (var other : entries.subList(i + 1, entries.size())) {
                var twice = new ArrayList<>(entries.get(i).places());
                twice.retainAll(other.places());
                if (!twice.isEmpty()) {
                    throw refuse(
                            path,
                            "more than one privilege is applied to the following spaces: [" + String.join(",", twice)
                                    + "]");
                }
            }
        }
    }

    private static void check(String path, PutRole.Entry entry) {
        checkSpaces(path + ".spaces", entry.places());
        for (int i = 0; i < entry.bases().size(); i++) {
            if (!BASES.contains(entry.bases().get(i))) {
                throw refuse(
                        path + ".base." + i,
                        "unknown %s privilege \"%s\", must be one of [all,read]"
                                .formatted(
                                        entry.everywhere() ? "global" : "space",
                                        entry.bases().get(i)));
            }
        }
        entry.features().forEach((feature, privileges) -> {
            if (!ID.matcher(feature).matches()) {
                throw refuse(path + ".feature.key(\"" + feature + "\")", ID_TEXT);
            }
            for (int i = 0; i < privileges.size(); i++) {
                if (!ID.matcher(privileges.get(i)).matches()) {
                    throw refuse(path + ".feature." + feature + "." + i, ID_TEXT);
                }
            }
        });
        if (entry.bases().isEmpty() && entry.features().isEmpty()) {
            throw refuse(path, "either [base] or [feature] is expected, but none of them specified");
        }
        if (!entry.bases().isEmpty() && !entry.features().isEmpty()) {
            throw refuse(path, "definition of [feature] isn't allowed when non-empty [base] is defined.");
        }
    }

    /** Either {@code *} alone or ids of spaces; both texts are told where it is neither. */
    private static void checkSpaces(String path, List<String> spaces) {
        if (spaces.equals(List.of("*"))) {
            return;
        }
        for (int i = 0; i < spaces.size(); i++) {
            if (!SPACE.matcher(spaces.get(i)).matches()) {
                throw refuse(
                        path,
                        "types that failed validation:\n- " + notAlone(path + ".0", spaces) + "\n- "
                                + text(path + ".1." + i, SPACE_TEXT));
            }
        }
    }

    private static String notAlone(String path, List<String> spaces) {
        for (int i = 0; i < spaces.size(); i++) {
            if (!spaces.get(i).equals("*")) {
                return text(path + "." + i, "expected value to equal [*]");
            }
        }
        return text(path, "array size is [" + spaces.size() + "], but cannot be greater than [1]");
    }

    private static String text(String path, String problem) {
        return "[" + path + "]: " + problem;
    }

    private static ApiException refuse(String path, String problem) {
        return ApiException.badRequest(text(path, problem));
    }
}

package dev.garrison.gateway.status;

import io.vertx.core.MultiMap;
import java.util.List;

/** The query of {@code /api/status}. Both formats are one here; what Kibana refuses is refused. */
final class StatusQuery {
    private static final List<String> FORMATS = List.of("v7format", "v8format");

    private StatusQuery() {}

    /** @return what is wrong, or null */
    static String problem(MultiMap query) {
        for (var name : query.names()) {
            if (!FORMATS.contains(name)) {
                return "[request query.%s]: definition for this key is missing".formatted(name);
            }
            if (query.getAll(name).size() > 1) {
                return "[request query.%s]: expected value of type [boolean] but got [Array]".formatted(name);
            }
            if (!List.of("true", "false").contains(query.get(name))) {
                return "[request query.%s]: expected value of type [boolean] but got [string]".formatted(name);
            }
        }
        return FORMATS.stream().allMatch(format -> "true".equals(query.get(format)))
                ? "[request query]: provide only one format option: v7format or v8format"
                : null;
    }
}

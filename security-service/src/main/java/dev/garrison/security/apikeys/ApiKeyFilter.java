package dev.garrison.security.apikeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys are meant; null leaves a condition out.
 *
 * @param name exact, or the beginning of one before a last {@code *}
 * @param goodAt only keys that are neither invalidated nor expired then
 */
record ApiKeyFilter(List<String> ids, String name, String username, String realm, Instant goodAt) {
    /** Over {@link ApiKey}, for {@link #parameters()}. */
    String condition() {
        var conditions = new ArrayList<>(List.of("true = true"));
        if (ids != null) {
            conditions.add("id in :ids");
        }
        if (isPrefix()) {
            conditions.add("name like :name escape '\\'");
        } else if (name != null) {
            conditions.add("name = :name");
        }
        if (username != null) {
            conditions.add("username = :username");
        }
        if (realm != null) {
            conditions.add("realm = :realm");
        }
        if (goodAt != null) {
            conditions.add("invalidatedAt is null and (expiresAt is null or expiresAt > :goodAt)");
        }
        return String.join(" and ", conditions);
    }

    Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        parameters.put("ids", ids);
        parameters.put("name", isPrefix() ? prefix() : name);
        parameters.put("username", username);
        parameters.put("realm", realm);
        parameters.put("goodAt", goodAt);
        parameters.values().removeIf(value -> value == null);
        return parameters;
    }

    private boolean isPrefix() {
        return name != null && name.endsWith("*");
    }

    private String prefix() {
        var plain = name.substring(0, name.length() - 1);
        return plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}

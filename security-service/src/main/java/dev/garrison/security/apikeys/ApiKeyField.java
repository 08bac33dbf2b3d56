package dev.garrison.security.apikeys;

import dev.garrison.platform.http.ApiException;
import java.util.Map;

/**
 * What Elasticsearch calls a property of an API key in a query.
 *
 * @param sql its value in the table {@code api_key}; of metadata the text that is one of its values
 * @param metadataPath null unless it is in the key's metadata
 */
record ApiKeyField(String name, Kind kind, String sql, String metadataPath) {
    enum Kind {
        TEXT,
        DATE,
        FLAG
    }

    private static final String METADATA = "metadata.";
    private static final Map<String, ApiKeyField> FIELDS = Map.of(
            "id", new ApiKeyField("id", Kind.TEXT, "id", null),
            "type", new ApiKeyField("type", Kind.TEXT, "'rest'", null),
            "name", new ApiKeyField("name", Kind.TEXT, "name", null),
            "username", new ApiKeyField("username", Kind.TEXT, "username", null),
            "realm", new ApiKeyField("realm", Kind.TEXT, "realm", null),
            "creation", new ApiKeyField("creation", Kind.DATE, "created_at", null),
            "expiration", new ApiKeyField("expiration", Kind.DATE, "expires_at", null),
            "invalidation", new ApiKeyField("invalidation", Kind.DATE, "invalidated_at", null),
            "invalidated", new ApiKeyField("invalidated", Kind.FLAG, "(invalidated_at is not null)", null));

    /** @throws ApiException 400: keys are not found by that */
    static ApiKeyField of(String name) {
        var field = FIELDS.get(name);
        if (field != null) {
            return field;
        }
        if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
            return new ApiKeyField(name, Kind.TEXT, "value", name.substring(METADATA.length()));
        }
        throw ApiException.badRequest("Field [%s] is not allowed for querying or aggregation", name);
    }

    /** @throws ApiException 400: keys are not sorted by that */
    static ApiKeyField sortable(String name) {
        var field = of(name);
        if (field.metadataPath != null) {
            throw ApiException.badRequest("Field [%s] is not allowed for sorting", name);
        }
        return field;
    }

    /** As the answer shows what the keys were sorted by. */
    Object valueOf(ApiKey key) {
        return switch (name) {
            case "id" -> key.id;
            case "type" -> "rest";
            case "name" -> key.name;
            case "username" -> key.username;
            case "realm" -> key.realm;
            case "creation" -> key.createdAt.toEpochMilli();
            case "expiration" -> key.expiresAt == null ? null : key.expiresAt.toEpochMilli();
            case "invalidation" -> key.invalidatedAt == null ? null : key.invalidatedAt.toEpochMilli();
            default -> key.invalidatedAt != null;
        };
    }
}

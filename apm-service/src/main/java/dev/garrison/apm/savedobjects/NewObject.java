package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An object to be created.
 *
 * @param id null: a new one
 * @param initialSpaces null: the space of the request
 * @param originId id of what it is a copy of, or null
 * @param version that an existing one must have to be overwritten, or null
 */
public record NewObject(
        SavedObjectType type,
        String id,
        ObjectNode attributes,
        List<Reference> references,
        List<String> initialSpaces,
        String originId,
        boolean managed,
        String version) {
    /** In the space of the request, new to everybody. */
    public static NewObject of(String type, String id, ObjectNode attributes) {
        return new NewObject(SavedObjectTypes.of(type), id, attributes, List.of(), null, null, false, null);
    }

    ObjectKey key() {
        return new ObjectKey(type.name(), id);
    }

    /** Null: it may be created. */
    ItemError problem() {
        if (Storable.isTooLong(id)
                || Storable.isTooLong(originId)
                || initialSpaces != null && initialSpaces.stream().anyMatch(Storable::isTooLong)) {
            return ItemError.badRequest("id is too long, must be no longer than 512 bytes");
        }
        if (initialSpaces != null && type.isAgnostic()) {
            return ItemError.badRequest("\"initialNamespaces\" cannot be used on space-agnostic types");
        }
        if (initialSpaces != null
                && !type.isShareable()
                && (initialSpaces.size() != 1 || initialSpaces.contains(SavedObject.EVERYWHERE))) {
            return ItemError.badRequest(
                    "\"initialNamespaces\" can only specify a single space when used with space-isolated types");
        }
        for (var path : type.required()) {
            var value = attributes.at("/" + path.replace('.', '/'));
            if (!value.isTextual()) {
                return ItemError.badRequest(
                        "[attributes.%s]: expected value of type [string] but got [%s]".formatted(path, kind(value)));
            }
        }
        return null;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING -> "undefined";
            case ARRAY -> "Array";
            case OBJECT, POJO -> "Object";
            case NULL -> "null";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case STRING, BINARY -> "string";
        };
    }
}

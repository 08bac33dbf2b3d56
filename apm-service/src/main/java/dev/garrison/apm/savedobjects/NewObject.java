package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.ApiException;
import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Map;

/**
 * An object to be created.
 *
 * @param id null: a new one
 * @param initialSpaces null: the space of the request
 * @param originId id of what it is a copy of, or null
 * @param version that an existing one must have to be overwritten, or null
 */
record NewObject(
        SavedObjectType type,
        String id,
        ObjectNode attributes,
        List<Reference> references,
        List<String> initialSpaces,
        String originId,
        boolean managed,
        String version) {
    ObjectKey key() {
        return new ObjectKey(type.name(), id);
    }

    /** Null: it may be created. */
    ItemError problem() {
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
                return ItemError.badRequest("[attributes.%s]: expected value of type [string] but got [%s]"
                        .formatted(path, kindOf(value.isMissingNode() ? "MISSING" : value.getNodeType().name())));
            }
        }
        return null;
    }

    private static String kindOf(String nodeType) {
        return switch (nodeType) {
            case "MISSING" -> "undefined";
            case "ARRAY" -> "Array";
            case "OBJECT" -> "Object";
            default -> nodeType.toLowerCase(java.util.Locale.ROOT);
        };
    }

    /**
     * Older forms are all the same to Garrison.
     *
     * @throws ApiException 422: it comes from a Kibana that knows more than this one
     */
    static void requireNotNewer(ObjectKey key, String core, String ofType, Map<String, String> migrations) {
        if (core != null && isNewer(core, SavedObjectTypes.CORE_VERSION)) {
            throw ApiException.of(
                    422,
                    "Document \"%s\" has a \"coreMigrationVersion\" which belongs to a more recent version of Kibana [%s]."
                            + " The current version is [%s].",
                    key.id(),
                    core,
                    SavedObjectTypes.CORE_VERSION);
        }
        var known = SavedObjectTypes.find(key.type()).map(SavedObjectType::version);
        var sent = ofType != null || migrations == null ? ofType : migrations.get(key.type());
        if (sent != null && known.isPresent() && isNewer(sent, known.get())) {
            throw ApiException.of(
                    422,
                    "Document \"%s\" belongs to a more recent version of Kibana [%s] when the last known version is [%s].",
                    key.id(),
                    sent,
                    known.get());
        }
    }

    private static boolean isNewer(String sent, String known) {
        try {
            return Version.parse(sent).compareTo(Version.parse(known)) > 0;
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("Invalid version: %s: Bad Request", sent);
        }
    }
}

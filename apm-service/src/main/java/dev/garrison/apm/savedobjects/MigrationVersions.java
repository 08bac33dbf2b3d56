package dev.garrison.apm.savedobjects;

import dev.garrison.platform.http.ApiException;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Map;

/** The versions that a document says it has the form of. Older forms are all the same to Garrison; newer ones it does not know. */
final class MigrationVersions {
    private static final String NEXT_RELEASE = "8.19";

    private MigrationVersions() {}

    /** @throws ApiException 422: it comes from a Kibana that knows more than this one; 400: a version is none */
    static void requireKnown(ObjectKey key, String core, String ofType, Map<String, String> migrations) {
        if (core != null && isNewer(core, SavedObjectTypes.CORE_VERSION)) {
            throw ApiException.of(
                    422,
                    "Document \"%s\" has a \"coreMigrationVersion\" which belongs to a more recent version of Kibana [%s]."
                            + " The current version is [%s].",
                    key.id(),
                    core,
                    SavedObjectTypes.CORE_VERSION);
        }
        var type = SavedObjectTypes.find(key.type());
        var sent = ofType != null || migrations == null ? ofType : migrations.get(key.type());
        if (sent != null && type.isPresent() && !isKnown(sent)) {
            throw ApiException.of(
                    422,
                    "Document \"%s\" belongs to a more recent version of Kibana [%s] when the last known version is [%s].",
                    key.id(),
                    sent,
                    type.get().version());
        }
    }

    /** Kibana first numbered forms by its releases, then for each type from 10.1.0 on. */
    private static boolean isKnown(String version) {
        return isNewer(NEXT_RELEASE, version) || !isNewer("10", version) && isNewer("11", version);
    }

    private static boolean isNewer(String one, String other) {
        return parse(one).compareTo(parse(other)) > 0;
    }

    private static Version parse(String version) {
        try {
            return Version.parse(version);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("Invalid version: %s: Bad Request", version);
        }
    }
}

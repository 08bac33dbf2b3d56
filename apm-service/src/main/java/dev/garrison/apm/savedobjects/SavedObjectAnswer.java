package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A saved object as clients see it, or why it cannot be seen.
 *
 * @param namespaces absent where spaces do not divide the type
 * @param score only in what a search found
 * @param error instead of all but type and id
 */
public record SavedObjectAnswer(
        String id,
        String type,
        ObjectNode attributes,
        List<Reference> references,
        List<String> namespaces,
        String version,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("updated_by") String updatedBy,
        Boolean managed,
        String originId,
        String coreMigrationVersion,
        String typeMigrationVersion,
        Integer score,
        ItemError error) {

    /** @param namespaces what of the object's spaces may be told; null: nothing, as in an export */
    static SavedObjectAnswer of(SavedObject object, List<String> namespaces) {
        var type = SavedObjectTypes.of(object.type());
        return new SavedObjectAnswer(
                object.id(),
                object.type(),
                object.attributes(),
                object.references(),
                type.isAgnostic() ? null : namespaces,
                SavedObjectVersion.encode(object.version()),
                object.createdAt(),
                object.createdBy(),
                object.updatedAt(),
                object.updatedBy(),
                object.managed(),
                object.originId(),
                SavedObjectTypes.CORE_VERSION,
                type.version(),
                null,
                null);
    }

    static SavedObjectAnswer of(ObjectKey key, ItemError error) {
        return new SavedObjectAnswer(
                key.id(),
                key.type(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                error);
    }

    static SavedObjectAnswer of(Outcome outcome, SavedObjectAccess.Shown shown) {
        if (outcome instanceof Outcome.Refused refused) {
            return of(refused.key(), refused.error());
        }
        var object = ((Outcome.Done) outcome).object();
        return of(object, shown.spaces(object.type(), object.spaces()));
    }

    /** As the answer to an update: what was sent, and what changed with it. */
    SavedObjectAnswer echoing(ObjectNode sent, List<Reference> sentReferences) {
        return new SavedObjectAnswer(
                id,
                type,
                sent,
                sentReferences,
                namespaces,
                version,
                null,
                null,
                updatedAt,
                updatedBy,
                null,
                originId,
                null,
                null,
                null,
                null);
    }

    SavedObjectAnswer withAttributes(ObjectNode chosen) {
        return new SavedObjectAnswer(
                id,
                type,
                chosen,
                references,
                namespaces,
                version,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy,
                managed,
                originId,
                coreMigrationVersion,
                typeMigrationVersion,
                score,
                error);
    }

    SavedObjectAnswer withScore(int found) {
        return new SavedObjectAnswer(
                id,
                type,
                attributes,
                references,
                namespaces,
                version,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy,
                managed,
                originId,
                coreMigrationVersion,
                typeMigrationVersion,
                found,
                error);
    }
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** An object that comes into a space: from a file, or from another space. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImportedObject(
        String type,
        String id,
        ObjectNode attributes,
        List<Reference> references,
        String originId,
        boolean managed,
        Map<String, String> migrationVersion,
        String coreMigrationVersion,
        String typeMigrationVersion) {

    public static ImportedObject of(SavedObject object) {
        return new ImportedObject(
                object.type(),
                object.id(),
                object.attributes(),
                object.references(),
                object.originId(),
                object.managed(),
                null,
                null,
                null);
    }

    public ObjectKey key() {
        return new ObjectKey(type, id);
    }

    /** What all copies of the same object have in common. */
    ObjectKey origin() {
        return new ObjectKey(type, originId == null ? id : originId);
    }

    ImportedObject referringTo(List<Reference> others) {
        return new ImportedObject(
                type,
                id,
                attributes,
                others,
                originId,
                managed,
                migrationVersion,
                coreMigrationVersion,
                typeMigrationVersion);
    }
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * A saved object as it is stored: the names are the table's columns.
 *
 * @param spaces where it is seen; {@link #EVERYWHERE} alone for all
 * @param originId id of what it was copied from, or null
 * @param version 0 until it is stored
 * @param createdBy profile id, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SavedObject(
        String type,
        String id,
        List<String> spaces,
        @JsonProperty("origin_id") String originId,
        ObjectNode attributes,
        @JsonProperty("refs") List<Reference> references,
        long version,
        boolean managed,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("created_by") String createdBy,
        @JsonProperty("updated_at") Instant updatedAt,
        @JsonProperty("updated_by") String updatedBy) {
    public static final String EVERYWHERE = "*";

    public ObjectKey key() {
        return new ObjectKey(type, id);
    }

    @JsonIgnore
    public boolean isIn(String space) {
        return spaces.contains(space) || spaces.contains(EVERYWHERE);
    }

    /** What people call it; null: nothing. */
    public String title() {
        var attribute = SavedObjectTypes.of(type).titleAttribute();
        return attribute == null ? null : attributes.path(attribute).textValue();
    }

    /** The same object in other spaces. */
    SavedObject in(List<String> others) {
        return new SavedObject(
                type,
                id,
                others,
                originId,
                attributes,
                references,
                version,
                managed,
                createdAt,
                createdBy,
                updatedAt,
                updatedBy);
    }

    /** The same object with new content. */
    SavedObject with(ObjectNode newAttributes, List<Reference> newReferences, Instant when, String author) {
        return new SavedObject(
                type,
                id,
                spaces,
                originId,
                newAttributes,
                newReferences,
                version,
                managed,
                createdAt,
                createdBy,
                when,
                author);
    }
}

package dev.garrison.apm.savedobjects;

import java.util.List;
import java.util.Map;

/**
 * What is fixed about the objects of one type.
 *
 * @param version of the form of its attributes that answers and exports state: one that every Kibana 8.18 reads
 * @param titleAttribute that names an object to people and is searched by default; null: none
 * @param icon that Kibana shows, or null
 * @param required paths of attributes that must be strings when an object is created
 * @param mapped attributes that filters, sorting and aggregations may name
 */
public record SavedObjectType(
        String name,
        Division division,
        String version,
        String titleAttribute,
        String icon,
        List<String> required,
        Map<String, Mapping> mapped) {

    /** How spaces divide the objects of a type. */
    public enum Division {
        /** An object is in one space, and its id may be used again in another. */
        SINGLE,
        /** An object is in one space, and its id is unique in all. */
        ISOLATED,
        /** An object may be in several spaces or in all. */
        SHAREABLE,
        /** Spaces do not divide them. */
        AGNOSTIC
    }

    /** How an attribute is compared. */
    public enum Mapping {
        TEXT,
        KEYWORD,
        NUMBER,
        BOOLEAN,
        DATE
    }

    public boolean isShareable() {
        return division == Division.SHAREABLE;
    }

    boolean isAgnostic() {
        return division == Division.AGNOSTIC;
    }

    /** Whether another space may have another object of the same id. */
    public boolean hasIdsPerSpace() {
        return division == Division.SINGLE;
    }
}

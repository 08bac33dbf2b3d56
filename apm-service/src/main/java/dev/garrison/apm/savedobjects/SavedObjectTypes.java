package dev.garrison.apm.savedobjects;

import static dev.garrison.apm.savedobjects.SavedObjectType.Division.AGNOSTIC;
import static dev.garrison.apm.savedobjects.SavedObjectType.Division.ISOLATED;
import static dev.garrison.apm.savedobjects.SavedObjectType.Division.SHAREABLE;
import static dev.garrison.apm.savedobjects.SavedObjectType.Division.SINGLE;

import dev.garrison.apm.savedobjects.SavedObjectType.Division;
import dev.garrison.apm.savedobjects.SavedObjectType.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The types that clients may keep here; all can be exported and imported. A type that is not here is to them as if it did not exist:
 * Kibana's hidden ones (connectors, rules, cases, what Fleet keeps) are other services' own.
 */
public final class SavedObjectTypes {
    /** Of the document around the attributes. */
    static final String CORE_VERSION = "8.8.0";

    private static final Map<String, SavedObjectType> TYPES = new TreeMap<>();

    static {
        type("index-pattern", SHAREABLE, "8.0.0", "title", "indexPatternApp")
                .required("title")
                .text("title name type")
                .add();
        type("dashboard", ISOLATED, "10.2.0", "title", "dashboardApp")
                .required("title")
                .text("title description")
                .bool("timeRestore")
                .keyword("timeFrom timeTo")
                .number("version")
                .add();
        type("visualization", ISOLATED, "8.5.0", "title", "visualizeApp")
                .text("title description")
                .number("version")
                .add();
        type("lens", ISOLATED, "8.9.0", "title", "lensApp")
                .text("title description")
                .keyword("visualizationType")
                .add();
        type("search", ISOLATED, "10.2.0", "title", "discoverApp")
                .required("title", "kibanaSavedObjectMeta.searchSourceJSON")
                .text("title description")
                .add();
        type("map", ISOLATED, "8.4.0", "title", "gisApp")
                .text("title description")
                .number("version")
                .add();
        type("query", ISOLATED, "10.1.0", "title", null)
                .text("title description")
                .add();
        type("tag", SINGLE, "8.0.0", "name", "tag")
                .required("name")
                .text("name description color")
                .add();
        type("url", SINGLE, "8.6.0", "slug", "link")
                .keyword("slug")
                .number("accessCount")
                .date("accessDate createDate")
                .add();
        type("canvas-workpad", ISOLATED, "8.2.0", "name", "canvasApp")
                .text("name")
                .date("@timestamp @created")
                .add();
        type("canvas-element", ISOLATED, "8.0.0", "name", null)
                .text("name help content")
                .keyword("image")
                .date("@timestamp @created")
                .add();
        type("links", ISOLATED, "10.1.0", "title", "link")
                .text("title description")
                .add();
        type("event-annotation-group", ISOLATED, "8.0.0", "title", "flag")
                .text("title description")
                .add();
        type("graph-workspace", ISOLATED, "8.0.0", "title", "graphApp")
                .text("title description")
                .number("version numLinks numVertices")
                .add();
        type("config", SINGLE, "8.0.0", null, null).number("buildNum").add();
        type("config-global", AGNOSTIC, "8.0.0", null, null).number("buildNum").add();
        type("osquery-saved-query", ISOLATED, "8.0.0", "id", null)
                .keyword("id description query created_by platform version updated_by interval")
                .date("created_at updated_at")
                .add();
        type("osquery-pack", ISOLATED, "8.0.0", "name", null)
                .text("name description")
                .keyword("created_by updated_by")
                .bool("enabled")
                .number("version")
                .date("created_at updated_at")
                .add();
        type("slo", ISOLATED, "8.0.0", "name", null)
                .text("name description")
                .keyword("id tags")
                .bool("enabled")
                .number("version")
                .add();
        type("siem-ui-timeline", ISOLATED, "8.0.0", "title", "timelineApp")
                .text("title description")
                .keyword("createdBy updatedBy status timelineType templateTimelineId")
                .date("created updated")
                .number("templateTimelineVersion")
                .add();
    }

    private SavedObjectTypes() {}

    public static Optional<SavedObjectType> find(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    /** @throws IllegalArgumentException it was not checked before that there is such a type */
    public static SavedObjectType of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("No type " + name));
    }

    /** Sorted. */
    public static List<String> names() {
        return List.copyOf(TYPES.keySet());
    }

    /** Names of those whose ids are unique in a space only. */
    static String[] withIdsPerSpace() {
        return TYPES.values().stream()
                .filter(SavedObjectType::hasIdsPerSpace)
                .map(SavedObjectType::name)
                .toArray(String[]::new);
    }

    private static Declaration type(String name, Division division, String version, String title, String icon) {
        return new Declaration(name, division, version, title, icon);
    }

    private static final class Declaration {
        private final String name;
        private final Division division;
        private final String version;
        private final String title;
        private final String icon;
        private final List<String> required = new ArrayList<>();
        private final Map<String, Mapping> mapped = new LinkedHashMap<>();

        private Declaration(String name, Division division, String version, String title, String icon) {
            this.name = name;
            this.division = division;
            this.version = version;
            this.title = title;
            this.icon = icon;
        }

        Declaration required(String... paths) {
            required.addAll(List.of(paths));
            return this;
        }

        Declaration text(String attributes) {
            return map(attributes, Mapping.TEXT);
        }

        Declaration keyword(String attributes) {
            return map(attributes, Mapping.KEYWORD);
        }

        Declaration number(String attributes) {
            return map(attributes, Mapping.NUMBER);
        }

        Declaration bool(String attributes) {
            return map(attributes, Mapping.BOOLEAN);
        }

        Declaration date(String attributes) {
            return map(attributes, Mapping.DATE);
        }

        private Declaration map(String attributes, Mapping mapping) {
            for (var attribute : attributes.split(" ")) {
                mapped.put(attribute, mapping);
            }
            return this;
        }

        void add() {
            TYPES.put(name, new SavedObjectType(name, division, version, title, icon, required, mapped));
        }
    }
}

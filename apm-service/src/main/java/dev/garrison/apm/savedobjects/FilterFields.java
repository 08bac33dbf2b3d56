package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.SavedObjectType.Mapping;
import dev.garrison.platform.kql.KqlFields;
import java.util.Collection;

/** What filters may name: {@code TYPE.attributes.FIELD} of what is mapped, and {@code TYPE.updated_at} and the like. */
final class FilterFields {
    private FilterFields() {}

    static KqlFields of(Collection<SavedObjectType> types) {
        var fields = KqlFields.builder(types.stream().map(SavedObjectType::name).toArray(String[]::new))
                .typeRequired();
        for (var type : types) {
            var name = type.name();
            fields.keyword(name + ".id", only(name, "o.id"))
                    .keyword(name + ".type", only(name, "o.type"))
                    .keyword(name + ".originId", only(name, "o.origin_id"))
                    .keywords(name + ".namespaces", only(name, "o.spaces"))
                    .date(name + ".created_at", only(name, "o.created_at"))
                    .date(name + ".updated_at", only(name, "o.updated_at"))
                    .keyword(name + ".created_by", only(name, "o.created_by"))
                    .keyword(name + ".updated_by", only(name, "o.updated_by"))
                    .bool(name + ".managed", only(name, "o.managed"))
                    .document(name + ".references", only(name, "o.refs"));
            type.mapped().forEach((attribute, mapping) -> add(fields, name, attribute, mapping));
        }
        return fields.build();
    }

    private static void add(KqlFields.Builder fields, String type, String attribute, Mapping mapping) {
        var field = type + ".attributes." + attribute;
        switch (mapping) {
            case TEXT -> fields.text(field, only(type, "o.attributes ->> '" + attribute + "'"));
            case KEYWORD, NUMBER, BOOLEAN, DATE ->
                fields.json(field, only(type, "o.attributes -> '" + attribute + "'"));
        }
    }

    /** Missing in objects of other types. */
    private static String only(String type, String sql) {
        return "case when o.type = '" + type + "' then " + sql + " end";
    }
}

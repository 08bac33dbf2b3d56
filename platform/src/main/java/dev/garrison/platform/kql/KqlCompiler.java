package dev.garrison.platform.kql;

import dev.garrison.platform.kql.KqlFields.Field;
import dev.garrison.platform.kql.KqlFields.Type;
import dev.garrison.platform.kql.KqlNode.And;
import dev.garrison.platform.kql.KqlNode.AnyField;
import dev.garrison.platform.kql.KqlNode.Exists;
import dev.garrison.platform.kql.KqlNode.Match;
import dev.garrison.platform.kql.KqlNode.MatchAll;
import dev.garrison.platform.kql.KqlNode.Nested;
import dev.garrison.platform.kql.KqlNode.Not;
import dev.garrison.platform.kql.KqlNode.Operator;
import dev.garrison.platform.kql.KqlNode.Or;
import dev.garrison.platform.kql.KqlNode.Range;
import java.time.Instant;
import java.util.function.Consumer;

/** Writes one expression as SQL: its nodes, and the fields that its names stand for. */
final class KqlCompiler {
    private final SqlWriter sql = new SqlWriter();
    private final ValueConditions conditions;

    KqlCompiler(Instant now) {
        conditions = new ValueConditions(sql, now);
    }

    SqlCondition compile(KqlNode node, KqlFields fields) {
        write(node, fields);
        return sql.condition();
    }

    private void write(KqlNode node, KqlFields fields) {
        if (node instanceof And and) {
            sql.join(" and ", and.nodes(), child -> write(child, fields));
        } else if (node instanceof Or or) {
            sql.join(" or ", or.nodes(), child -> write(child, fields));
        } else if (node instanceof Not not) {
            sql.not(() -> write(not.node(), fields));
        } else if (node instanceof Match match) {
            sql.any(fields.find(match.field()), field -> match(field, match.value()));
        } else if (node instanceof Exists exists) {
            sql.any(fields.find(exists.field()), this::exists);
        } else if (node instanceof Range range) {
            sql.any(fields.find(range.field()), field -> range(field, range.operator(), range.value()));
        } else if (node instanceof Nested nested) {
            sql.any(fields.find(nested.field()), field -> nested(field, nested.node()));
        } else if (node instanceof AnyField anyField) {
            sql.any(fields.searched(), field -> holds(field, anyField.value()));
        } else {
            sql.constant(node instanceof MatchAll);
        }
    }

    private void match(Field field, KqlText value) {
        if (value.isNull()) {
            sql.not(() -> exists(field));
        } else {
            holds(field, value);
        }
    }

    private void holds(Field field, KqlText value) {
        switch (field.type()) {
            case KEYWORD -> conditions.keyword(field.sql(), value);
            case KEYWORDS -> conditions.keywords(field.sql(), value);
            case TEXT -> conditions.words(field.sql(), value);
            case NUMBER -> conditions.number(field.sql(), "=", value.text());
            case BOOLEAN -> conditions.bool(field.sql(), value);
            case DATE -> conditions.date(field.sql(), value);
            case JSON, DOCUMENT -> values(field, element -> conditions.jsonValue(element, value));
        }
    }

    private void exists(Field field) {
        switch (field.type()) {
            case KEYWORDS -> sql.add("array_length(array_remove(%s, null), 1) > 0".formatted(field.sql()));
            case JSON, DOCUMENT -> {
                if (field.path().leadsNowhere()) {
                    sql.constant(false);
                } else {
                    sql.add(
                            "jsonb_path_exists(" + field.sql() + ", cast(? as jsonpath))",
                            field.path().valuesBelow());
                }
            }
            case KEYWORD, TEXT, NUMBER, BOOLEAN, DATE -> sql.add("(" + field.sql() + ") is not null");
        }
    }

    private void range(Field field, Operator operator, String value) {
        switch (field.type()) {
            case KEYWORD, TEXT -> conditions.ordered(field.sql(), operator, value);
            case KEYWORDS -> sql.elements(field.sql(), element -> conditions.ordered(element, operator, value));
            case NUMBER -> conditions.number(field.sql(), operator.symbol, value);
            case DATE -> conditions.dateRange(field.sql(), operator, value);
            case BOOLEAN -> sql.constant(false);
            case JSON, DOCUMENT -> values(field, element -> conditions.jsonRange(element, operator, value));
        }
    }

    private void nested(Field field, KqlNode node) {
        if (field.type() != Type.DOCUMENT || field.path().leadsNowhere()) {
            sql.constant(false);
            return;
        }
        sql.elements(field.sql(), field.path().elements(), element -> write(node, KqlFields.ofDocument(element)));
    }

    private void values(Field field, Consumer<String> condition) {
        if (field.path().leadsNowhere()) {
            sql.constant(false);
        } else {
            sql.elements(field.sql(), field.path().values(), condition);
        }
    }
}

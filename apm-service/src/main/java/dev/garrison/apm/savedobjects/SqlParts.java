package dev.garrison.apm.savedobjects;

import dev.garrison.platform.kql.SqlCondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A condition in the making: pieces of trusted SQL, and what each {@code ?} in them stands for. */
final class SqlParts {
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    SqlParts add(String piece, Object... values) {
        sql.append(piece);
        Collections.addAll(parameters, values);
        return this;
    }

    SqlParts add(SqlCondition condition) {
        return add(condition.sql(), condition.parameters().toArray());
    }

    SqlCondition build() {
        return new SqlCondition(sql.toString(), parameters);
    }
}

package dev.garrison.platform.kql;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * A condition for {@code where}. It may be null where it does not hold, so negate it with {@code is not true}.
 *
 * @param sql self-contained (safe between {@code and}s), each {@code ?} a parameter
 * @param parameters one for each {@code ?}: {@code String}, {@code Boolean}, {@code BigDecimal} or {@code OffsetDateTime}
 */
public record SqlCondition(String sql, List<Object> parameters) {
    public SqlCondition {
        parameters = List.copyOf(parameters);
    }

    /** The SQL with {@code ?first}, {@code ?first+1}… for Hibernate's native queries. */
    public String numbered(int first) {
        var numbered = new StringBuilder();
        int next = first;
        for (int i = 0; i < sql.length(); i++) {
            numbered.append(sql.charAt(i));
            if (sql.charAt(i) == '?') {
                numbered.append(next++);
            }
        }
        return numbered.toString();
    }

    /** Hands out each parameter with its number: {@code condition.bind(2, query::setParameter)}. */
    public void bind(int first, BiConsumer<Integer, Object> setter) {
        for (int i = 0; i < parameters.size(); i++) {
            setter.accept(first + i, parameters.get(i));
        }
    }
}

package dev.garrison.platform.kql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A condition that is being written, its parameters in the order of their places. */
final class SqlWriter {
    static final int MAX_CONDITIONS = 10_000; // of up to three parameters, and a statement takes 65 535

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private int conditions;
    private int aliases;

    SqlCondition condition() {
        return new SqlCondition(sql.toString(), parameters);
    }

    void add(String text, Object... values) {
        sql.append(text);
        parameters.addAll(Arrays.asList(values));
    }

    void constant(boolean value) {
        add(Boolean.toString(value));
    }

    /** A missing column makes a condition null: negated, that has to be true. */
    void not(Runnable condition) {
        add("((");
        condition.run();
        add(") is not true)");
    }

    /** The alternatives that exist; none of them is true when there are none. */
    <T> void any(List<T> alternatives, Consumer<T> write) {
        if (alternatives.isEmpty()) {
            constant(false);
        } else {
            join(" or ", alternatives, alternative -> {
                if (++conditions > MAX_CONDITIONS) {
                    throw new KqlLimitException(
                            "The KQL expression has more than the %d conditions that are allowed", MAX_CONDITIONS);
                }
                write.accept(alternative);
            });
        }
    }

    <T> void join(String operator, List<T> parts, Consumer<T> write) {
        add("(");
        for (int i = 0; i < parts.size(); i++) {
            add(i == 0 ? "" : operator);
            write.accept(parts.get(i));
        }
        add(")");
    }

    /** One of the elements of an array fulfils the condition. */
    void elements(String array, Consumer<String> condition) {
        element("unnest(" + array + ")", condition);
    }

    /** One of the JSON values that the path leads to does. */
    void elements(String json, String path, Consumer<String> condition) {
        parameters.add(path);
        element("jsonb_path_query(" + json + ", cast(? as jsonpath))", condition);
    }

    private void element(String set, Consumer<String> condition) {
        String element = "element" + ++aliases;
        add("exists (select 1 from " + set + " as " + element + "(value) where ");
        condition.accept(element + ".value");
        add(")");
    }
}

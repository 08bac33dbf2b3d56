package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The words in which an area refuses request values, where Kibana does not speak as config-schema does. Has a public constructor
 * without arguments. Paths begin with {@code body}, {@code query} or {@code params}: {@code body.tags.0}.
 */
public interface Wording {
    /**
     * @param value null when absent
     * @param expected name of a type, or the values that may stand there
     */
    String wrongType(String path, JsonNode value, String expected);

    String unknownKey(String path, String key);

    /** @param problem of a limit, such as a length */
    String problem(String path, String problem);

    /** @param sentence of a {@link Rule}, which may name the field itself */
    default String rule(String path, String sentence) {
        return problem(path, sentence);
    }

    /** On a resource: its wording. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Of {
        Class<? extends Wording> value();
    }
}

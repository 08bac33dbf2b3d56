package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A check of one value that annotations of Jakarta Validation do not know; runs once the value's type is right. */
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Rule.List.class)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface Rule {
    Class<? extends Check> value();

    /** Has a public constructor without arguments. */
    interface Check {
        /** @return what is wrong, or null */
        String problem(JsonNode value);
    }

    /** Holds several rules of one value. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
    @interface List {
        Rule[] value();
    }
}

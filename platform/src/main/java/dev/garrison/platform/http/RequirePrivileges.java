package dev.garrison.platform.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The Kibana API privileges that an operation asks of its caller, at the request's space. Every operation carries this or
 * {@link Unauthenticated}; with no names it asks for a known caller only. The OpenAPI document shows it as {@code x-privileges}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequirePrivileges {
    /** All of these. */
    String[] value() default {};

    /** And, if there are any, at least one of these. */
    String[] anyOf() default {};

    /** Or, instead of all those, one of these: the operation itself then sees to it what their holder may reach. */
    String[] instead() default {};

    /**
     * And, if there are any, at least one of these cluster privileges of Elasticsearch, or {@code all}. A principal's cluster
     * privileges hold what they imply: {@code manage_api_key} comes with {@code manage_security}.
     */
    String[] cluster() default {};

    /** What a caller without the cluster privileges reads that they may not do, e.g. {@code cluster:admin/xpack/security/role/get}. */
    String action() default "";
}

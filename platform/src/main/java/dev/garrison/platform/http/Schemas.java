package dev.garrison.platform.http;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads a {@link Schema} off a request record, so that the record is the one place that says what a request looks like: for the
 * OpenAPI document, for validation and for the code. {@code @NotNull} = required, {@code @Schema(nullable = true)} = may be null,
 * {@code @Size}, {@code @Min}, {@code @Max}, {@code @DecimalMin}, {@code @DecimalMax}, {@code @Pattern}, {@link OneOf}, {@link Rule};
 * {@code @JsonIgnoreProperties(ignoreUnknown = true)} = open.
 */
final class Schemas {
    private static final Set<Class<?>> INTEGRAL =
            Set.of(int.class, long.class, Integer.class, Long.class, Short.class, short.class);
    private static final Set<Class<?>> FRACTIONAL =
            Set.of(double.class, float.class, Double.class, Float.class, BigDecimal.class);

    private Schemas() {}

    static Schema of(Type type) {
        return of(type, type instanceof Class<?> c ? c : Object.class);
    }

    static Schema.Field field(Type type, AnnotatedElement element) {
        var rules = new ArrayList<Rule.Check>();
        for (var rule : element.getAnnotationsByType(Rule.class)) {
            rules.add(instantiate(rule.value()));
        }
        var docs = element.getAnnotation(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
        return new Schema.Field(
                of(type, element), element.isAnnotationPresent(NotNull.class), docs != null && docs.nullable(), rules);
    }

    private static Schema of(Type type, AnnotatedElement element) {
        if (type instanceof ParameterizedType generic) {
            var raw = (Class<?>) generic.getRawType();
            var arguments = generic.getActualTypeArguments();
            if (Collection.class.isAssignableFrom(raw)) {
                return listOf(of(arguments[0], annotationsOfElement(element)), element);
            }
            if (Map.class.isAssignableFrom(raw)) {
                return new Schema.MapOf(of(arguments[1]));
            }
            return of(raw, element);
        }
        var c = (Class<?>) type;
        var oneOf = element.getAnnotation(OneOf.class);
        if (oneOf != null) {
            return new Schema.Union(
                    Arrays.stream(oneOf.value()).map(Schemas::of).toList());
        }
        if (c == String.class) {
            var size = element.getAnnotation(Size.class);
            var pattern = element.getAnnotation(Pattern.class);
            return new Schema.Text(
                    size == null ? 0 : size.min(),
                    size == null ? Integer.MAX_VALUE : size.max(),
                    pattern == null
                            ? null
                            : java.util.regex.Pattern.compile(pattern.regexp(), java.util.regex.Pattern.DOTALL),
                    pattern == null ? null : pattern.message());
        }
        if (c == boolean.class || c == Boolean.class) {
            return new Schema.Flag();
        }
        if (INTEGRAL.contains(c) || FRACTIONAL.contains(c)) {
            return numeric(c, element);
        }
        if (c.isEnum()) {
            return new Schema.Literals(Arrays.stream(c.getEnumConstants())
                    .map(constant -> wireName((Enum<?>) constant))
                    .toList());
        }
        if (c.isArray()) {
            return listOf(of(c.getComponentType()), element);
        }
        if (c.isRecord()) {
            return fields(c);
        }
        if (c.isSealed()) {
            return new Schema.Union(
                    Arrays.stream(c.getPermittedSubclasses()).map(Schemas::of).toList());
        }
        if (c == ObjectNode.class || Map.class.isAssignableFrom(c)) {
            return new Schema.Anything(true);
        }
        if (c == JsonNode.class || c == Object.class) {
            return new Schema.Anything(false);
        }
        throw new IllegalArgumentException("No schema is known for " + type);
    }

    private static Schema listOf(Schema element, AnnotatedElement annotations) {
        var size = annotations.getAnnotation(Size.class);
        return new Schema.ListOf(element, size == null ? 0 : size.min(), size == null ? 100_000 : size.max());
    }

    private static Schema numeric(Class<?> c, AnnotatedElement element) {
        var min = element.getAnnotation(Min.class);
        var max = element.getAnnotation(Max.class);
        var decimalMin = element.getAnnotation(DecimalMin.class);
        var decimalMax = element.getAnnotation(DecimalMax.class);
        var integral = INTEGRAL.contains(c);
        BigDecimal low = null;
        BigDecimal high = null;
        if (integral) { // what the Java type cannot hold is refused like any other bound
            var wide = c == long.class || c == Long.class;
            low = BigDecimal.valueOf(wide ? Long.MIN_VALUE : Integer.MIN_VALUE);
            high = BigDecimal.valueOf(wide ? Long.MAX_VALUE : Integer.MAX_VALUE);
        }
        if (min != null) {
            low = BigDecimal.valueOf(min.value());
        } else if (decimalMin != null) {
            low = new BigDecimal(decimalMin.value());
        }
        if (max != null) {
            high = BigDecimal.valueOf(max.value());
        } else if (decimalMax != null) {
            high = new BigDecimal(decimalMax.value());
        }
        return new Schema.Numeric(low, high, integral);
    }

    private static Schema fields(Class<?> record) {
        var fields = new LinkedHashMap<String, Schema.Field>();
        for (var component : record.getRecordComponents()) {
            fields.put(name(component), field(component.getGenericType(), annotationsOf(record, component)));
        }
        var unknown = record.getAnnotation(JsonIgnoreProperties.class);
        return new Schema.Fields(fields, unknown != null && unknown.ignoreUnknown());
    }

    private static String name(RecordComponent component) {
        var property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }

    /** Jakarta's constraints do not target record components; the compiler copies them to the field. */
    private static AnnotatedElement annotationsOf(Class<?> record, RecordComponent component) {
        try {
            return record.getDeclaredField(component.getName());
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AnnotatedElement annotationsOfElement(AnnotatedElement list) {
        if (list instanceof java.lang.reflect.Field field
                && field.getAnnotatedType() instanceof java.lang.reflect.AnnotatedParameterizedType type) {
            return type.getAnnotatedActualTypeArguments()[0];
        }
        return Object.class;
    }

    static String wireName(Enum<?> constant) {
        try {
            var property =
                    constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
            return property == null ? constant.name() : property.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Rule.Check instantiate(Class<? extends Rule.Check> rule) {
        try {
            return rule.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(rule + " needs a public constructor without arguments", e);
        }
    }
}

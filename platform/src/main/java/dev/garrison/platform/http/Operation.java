package dev.garrison.platform.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked of a request to one resource method, read once from its annotations. */
final class Operation {
    /** As the OpenAPI document calls it. */
    final String id;

    final String path;
    final boolean unauthenticated;
    final List<String> privileges;
    final List<String> anyPrivilege;
    private final List<String> instead;
    final List<String> clusterPrivileges;
    final String action;

    /** See {@link ElasticsearchApi}. */
    final boolean elasticsearch;

    /** Null where the operation takes no JSON body. */
    final Schema body;

    final boolean bodyRequired;
    final boolean takesJson;
    private final Schema.Fields query;
    private final Schema.Fields pathParameters;

    /** Null for config-schema's. */
    private final Wording wording;

    Operation(Class<?> resource, Method method) {
        id = resource.getSimpleName() + "_" + method.getName();
        path = path(resource.getAnnotation(Path.class)) + path(method.getAnnotation(Path.class));
        elasticsearch = ElasticsearchApi.owns(path);
        wording = elasticsearch ? new ElasticsearchApi.Words() : wording(resource.getAnnotation(Wording.Of.class));
        unauthenticated = method.isAnnotationPresent(Unauthenticated.class);
        var required = method.getAnnotation(RequirePrivileges.class);
        if (required == null && !unauthenticated) {
            throw new IllegalStateException(method + " declares no privileges");
        }
        privileges = required == null ? List.of() : List.of(required.value());
        anyPrivilege = required == null ? List.of() : List.of(required.anyOf());
        instead = required == null ? List.of() : List.of(required.instead());
        clusterPrivileges = required == null ? List.of() : List.of(required.cluster());
        action = required == null ? "" : required.action();

        var queryFields = new LinkedHashMap<String, Schema.Field>();
        var pathFields = new LinkedHashMap<String, Schema.Field>();
        Parameter bodyParameter = null;
        for (var parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                addRecord(parameter.getType(), queryFields);
            } else if (parameter.isAnnotationPresent(QueryParam.class)) {
                queryFields.put(
                        parameter.getAnnotation(QueryParam.class).value(),
                        parameterField(parameter.getParameterizedType(), parameter));
            } else if (parameter.isAnnotationPresent(PathParam.class)) {
                pathFields.put(
                        parameter.getAnnotation(PathParam.class).value(),
                        Schemas.field(parameter.getParameterizedType(), parameter));
            } else if (!parameter.isAnnotationPresent(Context.class) && parameter.getAnnotations().length == 0
                    || isBody(parameter)) {
                bodyParameter = parameter;
            }
        }
        query = new Schema.Fields(queryFields, elasticsearch);
        pathParameters = new Schema.Fields(pathFields, true);
        takesJson = consumesJson(resource, method);
        var readsBody = bodyParameter != null && takesJson;
        body = readsBody ? Schemas.of(bodyType(bodyParameter)) : null;
        bodyRequired = readsBody && bodyParameter.isAnnotationPresent(jakarta.validation.constraints.NotNull.class);
    }

    private static boolean isBody(Parameter parameter) {
        return Arrays.stream(parameter.getAnnotations())
                .noneMatch(annotation -> annotation.annotationType().getName().startsWith("jakarta.ws.rs."));
    }

    private static Type bodyType(Parameter parameter) {
        var type = parameter.getParameterizedType();
        return type instanceof java.lang.reflect.ParameterizedType generic && generic.getRawType() == Body.class
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    private static boolean consumesJson(Class<?> resource, Method method) {
        var consumes = method.getAnnotation(Consumes.class);
        if (consumes == null) {
            consumes = resource.getAnnotation(Consumes.class);
        }
        return consumes == null || Arrays.asList(consumes.value()).contains(MediaType.APPLICATION_JSON);
    }

    private static void addRecord(Class<?> record, Map<String, Schema.Field> queryFields) {
        for (var component : record.getRecordComponents()) {
            AnnotatedElement field;
            try {
                field = record.getDeclaredField(component.getName());
            } catch (NoSuchFieldException e) {
                throw new IllegalStateException(e);
            }
            queryFields.put(
                    field.getAnnotation(QueryParam.class).value(), parameterField(component.getGenericType(), field));
        }
    }

    private static Schema.Field parameterField(Type type, AnnotatedElement element) {
        var field = Schemas.field(type, element);
        return element.isAnnotationPresent(DefaultValue.class)
                ? new Schema.Field(field.schema(), false, field.nullable(), field.rules())
                : field;
    }

    private static String path(Path annotation) {
        if (annotation == null || annotation.value().equals("/")) {
            return "";
        }
        var value = annotation.value().replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
        return value.startsWith("/") ? value : "/" + value;
    }

    void checkPath(MultivaluedMap<String, String> values) throws ValidationFailure {
        pathParameters.check("request params", asNode(values, pathParameters));
    }

    void checkQuery(MultivaluedMap<String, String> values) throws ValidationFailure {
        query.check("request query", asNode(values, query));
    }

    JsonNode checkBody(JsonNode value) throws ValidationFailure {
        if ((value == null || value.isNull()) && !bodyRequired) {
            return null;
        }
        return body.check("request body", value == null || value.isNull() ? null : value);
    }

    /** The client's answer to what one of the checks found. */
    ApiException refusal(ValidationFailure failure) {
        return ApiException.badRequest("%s", wording == null ? failure.getMessage() : failure.in(wording));
    }

    private static Wording wording(Wording.Of annotation) {
        try {
            return annotation == null
                    ? null
                    : annotation.value().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(annotation + " needs a public constructor without arguments", e);
        }
    }

    private static ObjectNode asNode(MultivaluedMap<String, String> values, Schema.Fields declared) {
        var node = JsonNodeFactory.instance.objectNode();
        for (var entry : values.entrySet()) {
            var field = declared.fields().get(entry.getKey());
            if (field != null && field.schema() instanceof Schema.ListOf) {
                var array = node.putArray(entry.getKey());
                ListParameter.values(entry.getValue()).forEach(array::add);
            } else if (entry.getValue().size() > 1) {
                var array = node.putArray(entry.getKey());
                entry.getValue().forEach(array::add);
            } else {
                node.put(entry.getKey(), entry.getValue().get(0));
            }
        }
        return node;
    }

    /** Names of the missing privileges, as Kibana lists them; empty when the caller may go on. */
    List<String> missing(Collection<String> held) {
        if (held.contains("*") || instead.stream().anyMatch(held::contains)) {
            return List.of();
        }
        var missing = privileges.stream().filter(name -> !held.contains(name)).toList();
        if (missing.isEmpty()
                && !anyPrivilege.isEmpty()
                && anyPrivilege.stream().noneMatch(held::contains)) {
            return anyPrivilege;
        }
        return missing;
    }
}

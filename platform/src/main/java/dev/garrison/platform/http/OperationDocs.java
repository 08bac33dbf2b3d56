package dev.garrison.platform.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Completes the OpenAPI document from the code: {@code x-privileges} of {@link RequirePrivileges}, {@code x-unauthenticated} of
 * {@link Unauthenticated}, and the CSRF header. A service with an operation that has neither does not build.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OperationDocs implements OASFilter {
    private static final DotName PATH = DotName.createSimple("jakarta.ws.rs.Path");
    private static final DotName REQUIRE_PRIVILEGES = DotName.createSimple(RequirePrivileges.class.getName());
    private static final DotName UNAUTHENTICATED = DotName.createSimple(Unauthenticated.class.getName());
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD");

    private final IndexView index;

    public OperationDocs(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        refuseUndeclared();
        inlineNullableReferences(document);
        // Quarkus runs the filter on more than one form of the document, so it must not add a thing twice
        for (var annotation : index.getAnnotations(UNAUTHENTICATED)) {
            var method = annotation.target().asMethod();
            for (var verb : VERBS) {
                var operation = method.hasAnnotation(DotName.createSimple("jakarta.ws.rs." + verb))
                        ? operation(document, path(method), verb)
                        : null;
                if (operation != null) {
                    operation.addExtension("x-unauthenticated", true);
                }
            }
        }
        for (var annotation : index.getAnnotations(REQUIRE_PRIVILEGES)) {
            var method = annotation.target().asMethod();
            for (var verb : VERBS) {
                if (!method.hasAnnotation(DotName.createSimple("jakarta.ws.rs." + verb))) {
                    continue;
                }
                var path = path(method);
                var operation = operation(document, path, verb);
                if (operation != null) {
                    unwrapBody(document, operation);
                    addPrivileges(operation, annotation);
                    if (!verb.equals("GET") && !verb.equals("HEAD") && !ElasticsearchApi.owns(path)) {
                        addCsrfHeader(operation);
                    }
                }
            }
        }
    }

    /**
     * A property that is null or one of our objects: OpenAPI 3.0 can say so only where the object's schema itself is nullable, which
     * for all who use it would be wrong. So the property gets a copy.
     */
    private static void inlineNullableReferences(OpenAPI document) {
        var schemas = document.getComponents() == null
                ? null
                : document.getComponents().getSchemas();
        if (schemas == null) {
            return;
        }
        for (var schema : schemas.values()) {
            if (schema.getProperties() == null) {
                continue;
            }
            for (var property : new LinkedHashMap<>(schema.getProperties()).entrySet()) {
                var referenced = nullOr(property.getValue(), schemas);
                if (referenced != null) {
                    var copy = OASFactory.createSchema();
                    copy.setAll(referenced.getAll());
                    copy.setType(new ArrayList<>(referenced.getType()));
                    copy.addType(Schema.SchemaType.NULL);
                    if (referenced.getEnumeration() != null) {
                        copy.setEnumeration(new ArrayList<>(referenced.getEnumeration()));
                        copy.addEnumeration(null);
                    }
                    schema.addProperty(property.getKey(), copy);
                }
            }
        }
    }

    /** @return what the schema refers to, if it is that or null */
    private static Schema nullOr(Schema schema, Map<String, Schema> known) {
        var anyOf = schema.getAnyOf();
        if (anyOf == null
                || anyOf.size() != 2
                || anyOf.get(0).getRef() == null
                || !List.of(Schema.SchemaType.NULL).equals(anyOf.get(1).getType())) {
            return null;
        }
        var reference = anyOf.get(0).getRef();
        var referenced = known.get(reference.substring(reference.lastIndexOf('/') + 1));
        return referenced == null || referenced.getType() == null ? null : referenced;
    }

    /** An operation that says nothing of privileges would be open to everybody by mistake: the build stops. */
    private void refuseUndeclared() {
        for (var verb : VERBS) {
            for (var annotation : index.getAnnotations(DotName.createSimple("jakarta.ws.rs." + verb))) {
                var method = annotation.target().asMethod();
                if (method.declaringClass().name().toString().startsWith("dev.garrison.")
                        && !method.hasDeclaredAnnotation(REQUIRE_PRIVILEGES)
                        && !method.hasDeclaredAnnotation(UNAUTHENTICATED)) {
                    throw new IllegalStateException(method.declaringClass().name() + "." + method.name()
                            + " declares neither @RequirePrivileges nor @Unauthenticated");
                }
            }
        }
    }

    private static String path(MethodInfo method) {
        return path(method.declaringClass().declaredAnnotation(PATH)) + path(method.declaredAnnotation(PATH));
    }

    private static Operation operation(OpenAPI document, String path, String verb) {
        var item = document.getPaths() == null ? null : document.getPaths().getPathItem(path);
        return item == null ? null : item.getOperations().get(PathItem.HttpMethod.valueOf(verb));
    }

    /** What clients send is the record within {@link Body}. */
    private static void unwrapBody(OpenAPI document, Operation operation) {
        if (operation.getRequestBody() == null || operation.getRequestBody().getContent() == null) {
            return;
        }
        for (var media : operation.getRequestBody().getContent().getMediaTypes().values()) {
            var reference = media.getSchema() == null ? null : media.getSchema().getRef();
            var name = reference == null ? "" : reference.substring(reference.lastIndexOf('/') + 1);
            var schema = document.getComponents().getSchemas().get(name);
            if (name.startsWith("Body")
                    && schema != null
                    && schema.getProperties() != null
                    && schema.getProperties().keySet().equals(java.util.Set.of("value", "sent"))) {
                media.setSchema(schema.getProperties().get("value"));
            }
        }
    }

    private static void addPrivileges(Operation operation, AnnotationInstance annotation) {
        var privileges = new LinkedHashMap<String, List<String>>();
        addNames(privileges, "all", annotation.value());
        addNames(privileges, "any", annotation.value("anyOf"));
        addNames(privileges, "cluster", annotation.value("cluster"));
        operation.addExtension("x-privileges", privileges);
    }

    private static void addCsrfHeader(Operation operation) {
        if (!asksForCsrfHeader(operation)) {
            var parameters = new ArrayList<>(operation.getParameters() == null ? List.of() : operation.getParameters());
            parameters.add(OASFactory.createParameter()
                    .name("kbn-xsrf")
                    .in(org.eclipse.microprofile.openapi.models.parameters.Parameter.In.HEADER)
                    .required(true)
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
            operation.setParameters(parameters);
        }
    }

    private static boolean asksForCsrfHeader(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> "kbn-xsrf".equals(parameter.getName()));
    }

    private static void addNames(
            LinkedHashMap<String, List<String>> privileges, String key, org.jboss.jandex.AnnotationValue names) {
        if (names != null && names.asStringArray().length > 0) {
            privileges.put(key, Arrays.asList(names.asStringArray()));
        }
    }

    private static String path(AnnotationInstance annotation) {
        if (annotation == null) {
            return "";
        }
        var value = annotation.value().asString().replaceAll("\\{\\s*(\\w+)\\s*:[^}]*}", "{$1}");
        if (value.equals("/")) {
            return "";
        }
        return value.startsWith("/") ? value : "/" + value;
    }
}

package dev.garrison.gateway.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.garrison.gateway.routing.Routes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes one document of many: paths by owner, components under names that do not clash, operation ids that are unique. */
final class DocumentMerger {
    private static final String REFERENCE = "#/components/";
    private static final List<String> METHODS =
            List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String SECURITY_SCHEMES =
            "securitySchemes"; // between gateway and service, of no use to clients

    private final Routes routes;
    private final ObjectNode own;

    /** @param own the gateway's document: its operations, title and security schemes */
    DocumentMerger(Routes routes, ObjectNode own) {
        this.routes = routes;
        this.own = own;
    }

    /** @param documents by service; they stay as they are */
    ObjectNode merge(SortedMap<String, ObjectNode> documents) {
        var merged = own.deepCopy();
        var renamed = renamings(documents);
        var paths = new TreeMap<String, JsonNode>();
        merged.path("paths").fields().forEachRemaining(path -> paths.put(path.getKey(), path.getValue()));
        documents.forEach((service, original) -> {
            var document = original.deepCopy();
            var names = renamed.getOrDefault(service, Map.of());
            rewrite(document, names);
            addTag(merged, service, document);
            addPaths(paths, service, document);
            addComponents(merged, document, names);
        });
        merged.set("paths", merged.objectNode().setAll(paths));
        makeOperationIdsUnique((ObjectNode) merged.get("paths"));
        return merged;
    }

    /** @return for each service, old reference to new */
    private Map<String, Map<String, String>> renamings(SortedMap<String, ObjectNode> documents) {
        var owners = new TreeMap<String, Map<String, JsonNode>>(); // reference to definitions by service
        own.path("components").fields().forEachRemaining(section -> section.getValue()
                .fieldNames()
                .forEachRemaining(name -> owners.computeIfAbsent(
                                REFERENCE + section.getKey() + "/" + name, key -> new TreeMap<>())
                        .put("", section.getValue().get(name))));
        documents.forEach((service, document) -> document.path("components")
                .fields()
                .forEachRemaining(
                        section -> section.getValue().fields().forEachRemaining(component -> owners.computeIfAbsent(
                                        REFERENCE + section.getKey() + "/" + component.getKey(), key -> new TreeMap<>())
                                .put(service, component.getValue()))));
        var taken = new HashSet<>(owners.keySet());
        var renamed = new HashMap<String, Map<String, String>>();
        owners.forEach((reference, definitions) -> {
            if (definitions.size() > 1 && !areInterchangeable(definitions)) {
                definitions.keySet().stream()
                        .filter(service -> !service.isEmpty())
                        .forEach(service -> renamed.computeIfAbsent(service, key -> new HashMap<>())
                                .put(reference, prefixed(reference, service, taken)));
            }
        });
        return renamed;
    }

    /** Equal, and without references that may mean something else in another document. */
    private static boolean areInterchangeable(Map<String, JsonNode> definitions) {
        var distinct = Set.copyOf(definitions.values());
        return distinct.size() == 1 && distinct.iterator().next().findValue("$ref") == null;
    }

    private static String prefixed(String reference, String service, Set<String> taken) {
        int name = reference.lastIndexOf('/') + 1;
        var short_ = service.replace("-service", "");
        var prefix = Character.toUpperCase(short_.charAt(0)) + short_.substring(1);
        var candidate = reference.substring(0, name) + prefix + reference.substring(name);
        while (!taken.add(candidate)) {
            candidate += "_";
        }
        return candidate;
    }

    /** References stand in {@code $ref} and in a discriminator's mapping. */
    private static void rewrite(JsonNode node, Map<String, String> names) {
        if (names.isEmpty()) {
            return;
        }
        if (node instanceof ObjectNode object) {
            for (var field : object.properties()) {
                if (field.getValue().isTextual()
                        && names.containsKey(field.getValue().textValue())) {
                    field.setValue(TextNode.valueOf(names.get(field.getValue().textValue())));
                } else {
                    rewrite(field.getValue(), names);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(item -> rewrite(item, names));
        }
    }

    private static void addTag(ObjectNode merged, String service, ObjectNode document) {
        var tag = merged.withArray("tags").addObject().put("name", service);
        var description = document.path("info").path("description");
        if (description.isTextual()) {
            tag.set("description", description);
        }
    }

    /** Only what clients reach through the gateway: a service may describe more, such as another listener's operations. */
    private void addPaths(Map<String, JsonNode> paths, String service, ObjectNode document) {
        document.path("paths").fields().forEachRemaining(path -> {
            var route = routes.of(path.getKey());
            if (route == null || !route.service().name().equals(service)) {
                return;
            }
            for (var method : METHODS) {
                if (path.getValue().get(method) instanceof ObjectNode operation) {
                    if (operation.path("tags").isEmpty()) {
                        operation.putArray("tags").add(service);
                    }
                    operation.remove("security"); // the gateway's own holds for all
                }
            }
            paths.putIfAbsent(path.getKey(), path.getValue());
        });
    }

    private static void addComponents(ObjectNode merged, ObjectNode document, Map<String, String> names) {
        document.path("components").fields().forEachRemaining(section -> {
            if (section.getKey().equals(SECURITY_SCHEMES)) {
                return;
            }
            var target = (ObjectNode) merged.withObject("/components/" + section.getKey());
            section.getValue().fields().forEachRemaining(component -> {
                var reference = REFERENCE + section.getKey() + "/" + component.getKey();
                var name = names.getOrDefault(reference, reference);
                target.set(name.substring(name.lastIndexOf('/') + 1), component.getValue());
            });
        });
    }

    /** Ids are method names in each service; those that several operations have become method and path. */
    private static void makeOperationIdsUnique(ObjectNode paths) {
        var byId = new HashMap<String, List<Runnable>>();
        paths.fields().forEachRemaining(path -> {
            for (var method : METHODS) {
                if (path.getValue().get(method) instanceof ObjectNode operation && operation.has("operationId")) {
                    var unique = method
                            + path.getKey().replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("-$", "");
                    byId.computeIfAbsent(operation.get("operationId").asText(), id -> new ArrayList<>())
                            .add(() -> operation.put("operationId", unique));
                }
            }
        });
        byId.values().stream()
                .filter(operations -> operations.size() > 1)
                .forEach(operations -> operations.forEach(Runnable::run));
    }
}

package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Rule;
import dev.garrison.security.privileges.ImpliedPrivileges;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A role in Elasticsearch's form: what may stand in it, and the form in which it is kept. */
public final class RoleDescriptor {
    private static final List<String> GRANTING = List.of(
            "cluster", "indices", "index", "applications", "run_as", "remote_indices", "remote_cluster", "global");

    /** Fields of an entry. */
    private record Entry(List<String> required, Set<String> optional) {}

    private static final Set<String> OF_INDICES = Set.of("field_security", "query", "allow_restricted_indices");
    private static final Entry INDICES = new Entry(List.of("names", "privileges"), OF_INDICES);
    private static final Map<String, Entry> ENTRIES = Map.of(
            "indices", INDICES,
            "index", INDICES,
            "remote_indices", new Entry(List.of("clusters", "names", "privileges"), OF_INDICES),
            "remote_cluster", new Entry(List.of("clusters", "privileges"), Set.of()),
            "applications", new Entry(List.of("application", "privileges", "resources"), Set.of()));

    private static final Set<String> LISTS_OF_NAMES = Set.of("cluster", "run_as");
    private static final Set<String> OBJECTS = Set.of("global", "metadata", "transient_metadata", "restriction");
    private static final Set<String> REMOTE_CLUSTER_PRIVILEGES = Set.of("monitor_enrich", "monitor_stats");

    private RoleDescriptor() {}

    /** Whether there is a descriptor, and none of them grants a thing. */
    public static boolean grantNothing(ObjectNode descriptors) {
        return !descriptors.isEmpty()
                && StreamSupport.stream(descriptors.spliterator(), false).allMatch(role -> GRANTING.stream()
                        .allMatch(key -> role.path(key).isEmpty()));
    }

    /**
     * The same role with every section that roles always have, single strings as lists, and queries as text.
     *
     * @param role in which {@link #problem} found nothing
     */
    static ObjectNode complete(ObjectNode role) {
        var complete = JsonNodeFactory.instance.objectNode();
        complete.set("cluster", orEmpty(role.get("cluster")));
        complete.set("indices", entries("indices", role.has("index") ? role.get("index") : role.get("indices")));
        complete.set("applications", entries("applications", role.get("applications")));
        complete.set("run_as", orEmpty(role.get("run_as")));
        var metadata = role.path("metadata");
        complete.set("metadata", metadata.isObject() ? metadata : JsonNodeFactory.instance.objectNode());
        if (!role.path("description").asText().isEmpty()) {
            complete.set("description", role.get("description"));
        }
        for (var key : List.of("remote_indices", "remote_cluster")) {
            if (!role.path(key).isEmpty()) {
                complete.set(key, entries(key, role.get(key)));
            }
        }
        if (!role.path("global").isEmpty()) {
            complete.set("global", role.get("global"));
        }
        return complete;
    }

    private static JsonNode orEmpty(JsonNode list) {
        return list == null ? JsonNodeFactory.instance.arrayNode() : list;
    }

    private static ArrayNode entries(String section, JsonNode given) {
        var entries = JsonNodeFactory.instance.arrayNode();
        for (var entry : orEmpty(given)) {
            var complete = entries.addObject();
            entry.properties().forEach(field -> complete.set(field.getKey(), value(field.getKey(), field.getValue())));
            if (ENTRIES.get(section).optional().contains("allow_restricted_indices")
                    && !complete.has("allow_restricted_indices")) {
                complete.put("allow_restricted_indices", false);
            }
        }
        return entries;
    }

    private static JsonNode value(String field, JsonNode value) {
        return switch (field) {
            case "names", "privileges", "resources", "clusters" ->
                value.isTextual() ? JsonNodeFactory.instance.arrayNode().add(value) : value;
            case "query" -> value.isObject() ? JsonNodeFactory.instance.textNode(value.toString()) : value;
            default -> value;
        };
    }

    /** @return what Elasticsearch would refuse, or null */
    static String problem(String name, JsonNode role) {
        if (!role.isObject()) {
            return "failed to parse role [" + name + "]: expected an object";
        }
        for (var section : role.properties()) {
            var problem = section(section.getKey(), section.getValue());
            if (problem != null) {
                return "failed to parse role [" + name + "]: " + problem;
            }
        }
        var unknown = unknown(ImpliedPrivileges.CLUSTER, role.path("cluster"));
        if (unknown != null) {
            return "unknown cluster privilege [" + unknown + "]";
        }
        for (var section : List.of("indices", "index", "remote_indices")) {
            for (var entry : role.path(section)) {
                unknown = unknown(ImpliedPrivileges.INDEX, entry.path("privileges"));
                if (unknown != null) {
                    return "unknown index privilege [" + unknown + "]";
                }
            }
        }
        for (var entry : role.path("remote_cluster")) {
            for (var privilege : texts(entry.path("privileges")).toList()) {
                if (!REMOTE_CLUSTER_PRIVILEGES.contains(privilege)) {
                    return "failed to parse role [" + name + "]: unknown remote_cluster privilege [" + privilege
                            + "], must be one of [monitor_enrich, monitor_stats]";
                }
            }
        }
        return null;
    }

    private static String unknown(ImpliedPrivileges kind, JsonNode privileges) {
        return texts(privileges)
                .filter(privilege -> !kind.isKnown(privilege))
                .findFirst()
                .orElse(null);
    }

    private static Stream<String> texts(JsonNode value) {
        return value.isTextual()
                ? Stream.of(value.textValue())
                : StreamSupport.stream(value.spliterator(), false).map(JsonNode::textValue);
    }

    private static String section(String key, JsonNode value) {
        if (LISTS_OF_NAMES.contains(key)) {
            return isListOfTexts(value) ? null : "[" + key + "] must be an array of strings";
        }
        if (OBJECTS.contains(key)) {
            return value.isObject() || value.isNull() ? null : "[" + key + "] must be an object";
        }
        if (key.equals("description")) {
            return value.isTextual() ? null : "[description] must be a string";
        }
        var entries = ENTRIES.get(key);
        if (entries == null) {
            return "unexpected field [" + key + "]";
        }
        if (!value.isArray()) {
            return "[" + key + "] must be an array";
        }
        for (var entry : value) {
            var problem = entry(key, entries, entry);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static String entry(String section, Entry fields, JsonNode entry) {
        for (var field : fields.required()) {
            if (field.equals("application") ? !entry.path(field).isTextual() : !isTexts(entry.path(field))) {
                return "each entry of [" + section + "] requires [" + field + "]";
            }
        }
        for (var field : entry.properties()) {
            var name = field.getKey();
            if (!fields.required().contains(name) && !fields.optional().contains(name)) {
                return "unexpected field [" + name + "] in [" + section + "]";
            }
            var value = field.getValue();
            var fits =
                    switch (name) {
                        case "query" -> value.isTextual() || value.isObject();
                        case "allow_restricted_indices" -> value.isBoolean();
                        case "field_security" -> isFieldSecurity(value);
                        default -> true;
                    };
            if (!fits) {
                return "[" + name + "] in [" + section + "] is malformed";
            }
        }
        return null;
    }

    private static boolean isFieldSecurity(JsonNode value) {
        return value.isObject()
                && value.properties().stream()
                        .allMatch(list ->
                                Set.of("grant", "except").contains(list.getKey()) && isListOfTexts(list.getValue()));
    }

    /** Elasticsearch takes one string for a list of one. */
    private static boolean isTexts(JsonNode value) {
        return value.isTextual() || isListOfTexts(value) && !value.isEmpty();
    }

    private static boolean isListOfTexts(JsonNode value) {
        return value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    /** Of a map of role name to document, such as an API key has. */
    public static final class Wellformed implements Rule.Check {
        @Override
        public String problem(JsonNode descriptors) {
            for (var role : descriptors.properties()) {
                var problem = RoleDescriptor.problem(role.getKey(), role.getValue());
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        }
    }
}

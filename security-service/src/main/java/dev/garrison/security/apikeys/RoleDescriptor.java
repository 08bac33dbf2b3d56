package dev.garrison.security.apikeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Rule;
import dev.garrison.security.privileges.ImpliedPrivileges;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What Elasticsearch takes as role documents of an API key: role name to document. */
public final class RoleDescriptor {
    private static final List<String> GRANTING = List.of(
            "cluster", "indices", "index", "applications", "run_as", "remote_indices", "remote_cluster", "global");

    /** Every key that a document may have; for lists of entries, the entry's required lists of strings. */
    private static final Map<String, List<String>> ENTRIES = Map.of(
            "indices", List.of("names", "privileges"),
            "index", List.of("names", "privileges"),
            "remote_indices", List.of("clusters", "names", "privileges"),
            "remote_cluster", List.of("clusters", "privileges"),
            "applications", List.of("application", "privileges", "resources"));

    private static final Set<String> LISTS_OF_NAMES = Set.of("cluster", "run_as");
    private static final Set<String> OBJECTS = Set.of("global", "metadata", "transient_metadata", "restriction");

    private RoleDescriptor() {}

    /** Whether there is a descriptor, and none of them grants a thing. */
    static boolean grantNothing(ObjectNode descriptors) {
        return !descriptors.isEmpty()
                && StreamSupport.stream(descriptors.spliterator(), false).allMatch(role -> GRANTING.stream()
                        .allMatch(key -> role.path(key).isEmpty()));
    }

    /** Of the map of descriptors. */
    public static final class Wellformed implements Rule.Check {
        @Override
        public String problem(JsonNode descriptors) {
            for (var role : descriptors.properties()) {
                var problem = problem(role.getKey(), role.getValue());
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        }

        private static String problem(String name, JsonNode role) {
            if (!role.isObject()) {
                return "failed to parse role [" + name + "]: expected an object";
            }
            for (var section : role.properties()) {
                var problem = section(section.getKey(), section.getValue());
                if (problem != null) {
                    return "failed to parse role [" + name + "]: " + problem;
                }
            }
            for (var privilege : role.path("cluster")) {
                if (!ImpliedPrivileges.CLUSTER.isKnown(privilege.textValue())) {
                    return "unknown cluster privilege [" + privilege.textValue() + "]";
                }
            }
            for (var entry : role.path("indices")) {
                var privileges = entry.path("privileges");
                for (var privilege : privileges.isTextual() ? List.of(privileges) : privileges) {
                    if (!ImpliedPrivileges.INDEX.isKnown(privilege.textValue())) {
                        return "unknown index privilege [" + privilege.textValue() + "]";
                    }
                }
            }
            return null;
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
            var required = ENTRIES.get(key);
            if (required == null) {
                return "unexpected field [" + key + "]";
            }
            if (!value.isArray()) {
                return "[" + key + "] must be an array";
            }
            for (var entry : value) {
                for (var field : required) {
                    if (!isTexts(entry.path(field))) {
                        return "each entry of [" + key + "] requires [" + field + "]";
                    }
                }
            }
            return null;
        }

        /** Elasticsearch takes one string for a list of one. */
        private static boolean isTexts(JsonNode value) {
            return value.isTextual() || isListOfTexts(value) && !value.isEmpty();
        }

        private static boolean isListOfTexts(JsonNode value) {
            return value.isArray()
                    && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
        }
    }
}

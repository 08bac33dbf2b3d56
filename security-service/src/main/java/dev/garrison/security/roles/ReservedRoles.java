package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Roles that exist from the start, as Elasticsearch documents them: {@code reserved-roles.json}. Nobody changes or deletes them. */
@ApplicationScoped
class ReservedRoles {
    private final SortedMap<String, ObjectNode> documents = new TreeMap<>();

    ReservedRoles(ObjectMapper json) {
        try (var file = ReservedRoles.class.getResourceAsStream("/reserved-roles.json")) {
            for (var role : json.readTree(file).properties()) {
                documents.put(role.getKey(), RoleDescriptor.complete((ObjectNode) role.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return documents.containsKey(name);
    }

    Set<String> names() {
        return documents.keySet();
    }

    Optional<ObjectNode> find(String name) {
        return Optional.ofNullable(documents.get(name)).map(ObjectNode::deepCopy);
    }
}

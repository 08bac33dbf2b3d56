package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Role documents by name, reserved ones and others, in Elasticsearch's form. Asks the database each time: a change counts at once. */
@ApplicationScoped
public class Roles {
    private final ReservedRoles reserved;
    private final RoleRepository stored;
    private final ObjectMapper json;

    Roles(ReservedRoles reserved, RoleRepository stored, ObjectMapper json) {
        this.reserved = reserved;
        this.stored = stored;
        this.json = json;
    }

    /** Name to document; a name that no role has is left out and grants nothing. */
    public ObjectNode documents(Collection<String> names) {
        var documents = json.createObjectNode();
        documents.setAll(named(names));
        return documents;
    }

    /** As {@link #documents}, in order of names. */
    Map<String, ObjectNode> named(Collection<String> names) {
        var found = new TreeMap<String, ObjectNode>();
        names.forEach(name -> reserved.find(name).ifPresent(document -> found.put(name, document)));
        var others = names.stream().filter(name -> !reserved.has(name)).toList();
        if (!others.isEmpty()) {
            stored.named(others).forEach(role -> found.put(role.name, role.document));
        }
        return found;
    }

    Optional<ObjectNode> find(String name) {
        return reserved.find(name).or(() -> stored.findByIdOptional(name).map(role -> role.document));
    }

    /** In order of names by code unit. */
    Map<String, ObjectNode> all() {
        var all = named(reserved.names());
        stored.all().forEach(role -> all.put(role.name, role.document));
        return all;
    }

    /** @param total how many match */
    record Page(Map<String, ObjectNode> roles, long total) {}

    /** @param text somewhere in the name, in any case */
    Page page(String text, boolean withReserved, boolean descending, int from, int size) {
        var others = withReserved ? String.join(",", reserved.names()) : "";
        var names = stored.names(text, others, descending, from, size);
        var found = named(names);
        var inOrder = new LinkedHashMap<String, ObjectNode>();
        names.forEach(name -> inOrder.computeIfAbsent(name, found::get));
        return new Page(inOrder, stored.count(text, others));
    }
}

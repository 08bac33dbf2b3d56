package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** The attributes that a client asks for, where it does not want all. */
final class Fields {
    private Fields() {}

    /** @param names paths with dots; null or empty: all */
    static SavedObjectAnswer choose(Collection<String> names, SavedObjectAnswer answer) {
        if (names == null || names.isEmpty() || answer.attributes() == null) {
            return answer;
        }
        var chosen = JsonNodeFactory.instance.objectNode();
        names.forEach(name -> copy(answer.attributes(), name, chosen));
        return answer.withAttributes(chosen);
    }

    private static void copy(ObjectNode from, String path, ObjectNode to) {
        int dot = path.indexOf('.');
        if (from.has(path)) {
            to.set(path, from.get(path));
        } else if (dot > 0 && from.get(path.substring(0, dot)) instanceof ObjectNode inner) {
            copy(
                    inner,
                    path.substring(dot + 1),
                    to.withObject(
                            "/" + path.substring(0, dot).replace("~", "~0").replace("/", "~1")));
        }
    }
}

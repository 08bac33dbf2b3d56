package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects objects that leave a space together: those asked for, and what they refer to. */
@ApplicationScoped
public class Exporter {
    private final SavedObjectRepository objects;
    private final SavedObjectAccess access;

    Exporter(SavedObjectRepository objects, SavedObjectAccess access) {
        this.objects = objects;
        this.access = access;
    }

    /**
     * @param objects what is referred to before what refers to it, as far as there are no cycles
     * @param missing references that lead to nothing in the space that the caller may read
     */
    public record Collected(List<SavedObject> objects, Set<ObjectKey> missing) {}

    /** @param deep whether what they refer to comes along, and what that refers to */
    public Collected collect(String space, Collection<SavedObject> chosen, boolean deep) {
        var collected = new LinkedHashMap<ObjectKey, SavedObject>();
        chosen.forEach(object -> collected.put(object.key(), object));
        if (deep) {
            var readable = SavedObjectTypes.names().stream()
                    .filter(type -> access.may(Operation.get, type))
                    .toList();
            objects.reachable(space, collected.keySet(), readable)
                    .forEach(object -> collected.put(object.key(), object));
        }
        var missing = collected.values().stream()
                .flatMap(object -> object.references().stream())
                .map(Reference::target)
                .filter(key -> !collected.containsKey(key))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!deep) {
            missing.removeAll(objects.in(space, missing).keySet());
        }
        return new Collected(referredFirst(collected), missing);
    }

    /** Without recursion: a chain may be as long as an export. */
    private static List<SavedObject> referredFirst(Map<ObjectKey, SavedObject> collected) {
        var sorted = new ArrayList<SavedObject>();
        var entered = new HashSet<ObjectKey>();
        var left = new HashSet<ObjectKey>();
        var stack = new ArrayDeque<SavedObject>();
        for (var start : collected.values()) {
            stack.push(start);
            while (!stack.isEmpty()) {
                var object = stack.peek();
                if (entered.add(object.key())) {
                    var references = new ArrayList<>(object.references());
                    Collections.reverse(references); // the first on top
                    for (var reference : references) {
                        var next = collected.get(reference.target());
                        if (next != null && !entered.contains(next.key())) {
                            stack.push(next);
                        }
                    }
                } else {
                    stack.pop();
                    if (left.add(object.key())) {
                        sorted.add(object);
                    }
                }
            }
        }
        return sorted;
    }
}

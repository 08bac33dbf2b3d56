package dev.garrison.apm.savedobjects;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which objects may be found at all: for each type, the spaces in which the caller may read it. */
record FindScope(Map<SavedObjectType, List<String>> spacesByType) {
    static FindScope in(String space, Collection<SavedObjectType> types) {
        var scope = new LinkedHashMap<SavedObjectType, List<String>>();
        types.forEach(type -> scope.put(type, List.of(space)));
        return new FindScope(scope);
    }

    boolean isEmpty() {
        return spacesByType.isEmpty();
    }

    Collection<SavedObjectType> types() {
        return spacesByType.keySet();
    }

    void write(SqlParts sql) {
        var typesBySpaces = new LinkedHashMap<List<String>, List<String>>();
        spacesByType.forEach((type, spaces) ->
                typesBySpaces.computeIfAbsent(spaces, any -> new ArrayList<>()).add(type.name()));
        var or = "(";
        for (var entry : typesBySpaces.entrySet()) {
            var spaces = new ArrayList<>(entry.getKey());
            spaces.add(SavedObject.EVERYWHERE);
            sql.add(
                    or + "o.type = any(?) and o.spaces && cast(? as text[])",
                    entry.getValue().toArray(String[]::new),
                    spaces.toArray(String[]::new));
            or = " or ";
        }
        sql.add(")");
    }
}

package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds objects by an id that they have or once had. */
@ApplicationScoped
class Resolver {
    private static final String PURPOSE = "savedObjectImport";

    private final SavedObjectRepository objects;
    private final LegacyUrlAliases aliases;

    Resolver(SavedObjectRepository objects, LegacyUrlAliases aliases) {
        this.objects = objects;
        this.aliases = aliases;
    }

    enum Outcome {
        @JsonProperty("exactMatch")
        EXACT_MATCH,
        @JsonProperty("aliasMatch")
        ALIAS_MATCH,
        /** There is one of that id, and another that once had it. */
        @JsonProperty("conflict")
        CONFLICT
    }

    /**
     * @param object null: there is none
     * @param aliasTargetId present id of the one that once had the id, or null
     */
    record Resolved(SavedObject object, Outcome outcome, String aliasTargetId) {
        static final Resolved NOTHING = new Resolved(null, Outcome.EXACT_MATCH, null);

        String aliasPurpose() {
            return aliasTargetId == null ? null : PURPOSE;
        }
    }

    Map<ObjectKey, Resolved> resolve(String space, Collection<ObjectKey> wanted) {
        var targets = new HashMap<ObjectKey, ObjectKey>();
        aliases.find(space, wanted).forEach((key, id) -> targets.put(key, new ObjectKey(key.type(), id)));
        List<ObjectKey> all = new ArrayList<>(wanted);
        all.addAll(targets.values());
        var found = objects.in(space, all);
        var resolved = new HashMap<ObjectKey, Resolved>();
        for (var key : wanted) {
            var exact = found.get(key);
            var aliased = targets.containsKey(key) ? found.get(targets.get(key)) : null;
            resolved.put(
                    key,
                    aliased == null
                            ? exact == null ? Resolved.NOTHING : new Resolved(exact, Outcome.EXACT_MATCH, null)
                            : exact == null
                                    ? new Resolved(aliased, Outcome.ALIAS_MATCH, aliased.id())
                                    : new Resolved(exact, Outcome.CONFLICT, aliased.id()));
        }
        return resolved;
    }
}

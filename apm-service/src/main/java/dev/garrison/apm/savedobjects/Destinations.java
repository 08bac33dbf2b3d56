package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.ImportAnswer.Candidate;
import dev.garrison.apm.savedobjects.ImportAnswer.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Decides under which id each imported object is written, and what stands in its way. */
@ApplicationScoped
class Destinations {
    private final SavedObjectRepository objects;

    Destinations(SavedObjectRepository objects) {
        this.objects = objects;
    }

    /**
     * @param originId to remember with it, or null
     * @param overwrites whether there is an object that it replaces
     * @param isNewCopy whether a retry says that it shall forget what it is a copy of
     */
    record Destination(String id, String originId, boolean overwrites, boolean isNewCopy) {}

    /** @param problems to which the objects are added that cannot go anywhere yet */
    Map<ObjectKey, Destination> find(
            String space, List<ImportedObject> imported, Importer.Options options, Map<ObjectKey, Problem> problems) {
        var keys = new ArrayList<ObjectKey>();
        for (var object : imported) {
            keys.add(new ObjectKey(object.type(), wantedId(object, options)));
        }
        var taken = objects.lock(keys).stream().collect(Collectors.groupingBy(SavedObject::key));
        var copies = copies(space, imported, options);
        var found = new HashMap<ObjectKey, Destination>();
        for (var object : imported) {
            var retry = options.retryOf(object);
            var overwrite = options.overwrite() || retry != null && retry.overwrite();
            var newCopy = options.createNewCopies() || retry != null && retry.createNewCopy();
            var id = wantedId(object, options);
            var existing = taken.getOrDefault(new ObjectKey(object.type(), id), List.of());
            var isThere = existing.stream().anyMatch(other -> other.isIn(space));
            var named = retry != null && retry.destinationId() != null;
            if (newCopy && !named) {
                found.put(object.key(), new Destination(newId(), null, false, !options.createNewCopies()));
            } else if (isThere && !overwrite) {
                problems.put(object.key(), Problem.conflict(id.equals(object.id()) ? null : id));
            } else if (isThere || named) {
                found.put(object.key(), to(id, object, isThere, newCopy, options));
            } else {
                var free =
                        existing.isEmpty() || SavedObjectTypes.of(object.type()).hasIdsPerSpace();
                place(
                        object,
                        free,
                        copies.getOrDefault(object.origin(), List.of()),
                        overwrite,
                        options,
                        found,
                        problems);
            }
        }
        return found;
    }

    /** The id is not in the space; perhaps a copy of the same object is. */
    private static void place(
            ImportedObject object,
            boolean free,
            List<SavedObject> copies,
            boolean overwrite,
            Importer.Options options,
            Map<ObjectKey, Destination> found,
            Map<ObjectKey, Problem> problems) {
        if (copies.isEmpty()) {
            found.put(object.key(), to(free ? object.id() : newId(), object, false, false, options));
        } else if (copies.size() > 1) {
            problems.put(
                    object.key(),
                    Problem.ambiguous(copies.stream()
                            .sorted(Comparator.comparing(SavedObject::updatedAt).reversed())
                            .map(copy -> new Candidate(copy.id(), copy.title(), copy.updatedAt()))
                            .toList()));
        } else if (overwrite) {
            found.put(object.key(), to(copies.get(0).id(), object, true, false, options));
        } else {
            problems.put(object.key(), Problem.conflict(copies.get(0).id()));
        }
    }

    private static Destination to(
            String id, ImportedObject object, boolean overwrites, boolean newCopy, Importer.Options options) {
        var origin = newCopy
                ? null
                : id.equals(object.id()) ? object.originId() : object.origin().id();
        return new Destination(id, origin, overwrites, newCopy && !options.createNewCopies());
    }

    private static String wantedId(ImportedObject object, Importer.Options options) {
        var retry = options.retryOf(object);
        return retry == null || retry.destinationId() == null ? object.id() : retry.destinationId();
    }

    /** What of the space has the same origin, by origin; not what is itself imported. */
    private Map<ObjectKey, List<SavedObject>> copies(
            String space, List<ImportedObject> imported, Importer.Options options) {
        if (options.createNewCopies()) {
            return Map.of();
        }
        var ownKeys = imported.stream().map(ImportedObject::key).collect(Collectors.toSet());
        var origins = imported.stream()
                .filter(object -> !SavedObjectTypes.of(object.type()).hasIdsPerSpace())
                .map(ImportedObject::origin)
                .collect(Collectors.toSet());
        var copies = new HashMap<ObjectKey, List<SavedObject>>();
        for (var copy : objects.ofOrigin(space, origins)) {
            if (ownKeys.contains(copy.key())) {
                continue;
            }
            for (var id : copy.originId() == null ? List.of(copy.id()) : List.of(copy.id(), copy.originId())) {
                var origin = new ObjectKey(copy.type(), id);
                if (origins.contains(origin)) {
                    copies.computeIfAbsent(origin, any -> new ArrayList<>()).add(copy);
                }
            }
        }
        return copies;
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}

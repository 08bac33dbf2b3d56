package dev.garrison.apm.savedobjects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.apm.savedobjects.SavedObjectChanged.Change;
import dev.garrison.platform.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes saved objects, many at once or one. Each public method is one transaction and says for each object, in the order in which they
 * came, what became of it; those that are refused do not keep the others from being written. What the caller may do is checked before.
 */
@ApplicationScoped
public class SavedObjectService {
    private final SavedObjectRepository objects;
    private final LegacyUrlAliases aliases;
    private final Outbox outbox;
    private final Clock clock;

    SavedObjectService(SavedObjectRepository objects, LegacyUrlAliases aliases, Outbox outbox, Clock clock) {
        this.objects = objects;
        this.aliases = aliases;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param overwrite whether what has the id already is replaced, rather than kept
     * @param author profile id, or null
     */
    @Transactional
    public List<Outcome> create(String space, List<NewObject> wanted, boolean overwrite, String author) {
        var now = now();
        var stored = byPlace(objects.lock(wanted.stream()
                .map(NewObject::key)
                .filter(key -> key.id() != null)
                .toList()));
        var outcomes = new HashMap<Integer, Outcome>();
        var inserts = new HashMap<Integer, SavedObject>();
        var updates = new HashMap<Integer, SavedObject>();
        var taken = new HashSet<String>();
        for (int i = 0; i < wanted.size(); i++) {
            var object = toStore(space, wanted.get(i), now, author);
            var problem = wanted.get(i).problem();
            var existing = stored.get(place(object));
            if (problem != null) {
                outcomes.put(i, new Outcome.Refused(object.key(), problem));
            } else if (!taken.add(place(object))) {
                outcomes.put(i, new Outcome.Refused(object.key(), ItemError.conflict(object.key())));
            } else if (existing == null) {
                inserts.put(i, object);
            } else if (object.spaces().stream().noneMatch(existing::isIn)) {
                outcomes.put(i, new Outcome.Refused(object.key(), ItemError.takenElsewhere(object.key())));
            } else if (!overwrite || isStale(existing, wanted.get(i).version())) {
                outcomes.put(i, new Outcome.Refused(object.key(), ItemError.conflict(object.key())));
            } else {
                updates.put(i, replacing(existing, object));
            }
        }
        settle(objects.insert(inserts.values()), inserts, outcomes, Change.created);
        settle(objects.update(updates.values()), updates, outcomes, Change.updated);
        return inOrder(outcomes);
    }

    /**
     * @param space where the object is
     * @param references null: they stay
     * @param version that it must still have, or null
     * @param upsert what to create where there is no such object; null: that is an error
     */
    record Update(
            ObjectKey key,
            String space,
            ObjectNode attributes,
            List<Reference> references,
            String version,
            ObjectNode upsert) {}

    @Transactional
    List<Outcome> update(List<Update> wanted, String author) {
        var now = now();
        var current = byPlace(objects.lock(wanted.stream().map(Update::key).toList()));
        var outcomes = new HashMap<Integer, Outcome>();
        var updates = new HashMap<Integer, SavedObject>();
        for (int i = 0; i < wanted.size(); i++) {
            var update = wanted.get(i);
            var existing = current.get(place(update.key(), update.space()));
            if (existing == null || !existing.isIn(update.space())) {
                outcomes.put(i, upsert(update, author));
            } else if (isStale(existing, update.version())) {
                outcomes.put(i, new Outcome.Refused(update.key(), ItemError.conflict(update.key())));
            } else {
                var merged = existing.with(
                        merge(existing.attributes(), update.attributes()),
                        update.references() == null ? existing.references() : update.references(),
                        now,
                        author);
                current.put(place(merged), merged); // a second update of the same object builds on it
                updates.put(i, merged);
            }
        }
        var last = byPlace(updates.values().stream()
                .map(object -> current.get(place(object)))
                .toList());
        settle(objects.update(last.values()), updates, outcomes, Change.updated);
        return inOrder(outcomes);
    }

    private Outcome upsert(Update update, String author) {
        var type = SavedObjectTypes.find(update.key().type());
        if (update.upsert() == null || type.isEmpty()) {
            return new Outcome.Refused(update.key(), ItemError.notFound(update.key()));
        }
        var wanted = new NewObject(
                type.get(), update.key().id(), update.upsert(), update.references(), null, null, false, null);
        return create(update.space(), List.of(wanted), false, author).get(0);
    }

    /** @param force whether an object that other spaces see as well is deleted */
    @Transactional
    public List<Outcome> delete(String space, List<ObjectKey> wanted, boolean force) {
        var here = SavedObjectRepository.seenFrom(space, objects.lock(wanted));
        var outcomes = new ArrayList<Outcome>();
        var gone = new HashMap<ObjectKey, SavedObject>();
        for (var key : wanted) {
            var object = here.get(key);
            if (object == null || gone.containsKey(key)) {
                outcomes.add(new Outcome.Refused(key, ItemError.notFound(key)));
            } else if (!force && isShared(object)) {
                outcomes.add(new Outcome.Refused(
                        key,
                        ItemError.badRequest("Unable to delete saved object that exists in multiple namespaces, use the"
                                + " `force` option to delete it anyway")));
            } else {
                gone.put(key, object);
                outcomes.add(new Outcome.Done(object));
            }
        }
        deleteAll(gone.values());
        return outcomes;
    }

    private void deleteAll(Collection<SavedObject> gone) {
        objects.delete(gone);
        aliases.deleteTo(gone);
        publish(Change.deleted, gone);
    }

    /**
     * Changes where objects are seen. One that ends up nowhere is deleted.
     *
     * @param add ids of spaces, or {@code *}
     * @return refused: it is not in {@code space}, or its type cannot be shared; an object without spaces is one that is gone
     */
    @Transactional
    public List<Outcome> share(
            String space, List<ObjectKey> wanted, Collection<String> add, Collection<String> remove) {
        var here = SavedObjectRepository.seenFrom(space, objects.lock(wanted));
        var outcomes = new ArrayList<Outcome>();
        var changed = new HashMap<ObjectKey, SavedObject>();
        var gone = new ArrayList<SavedObject>();
        for (var key : wanted) {
            var object = here.get(key);
            if (object == null) {
                outcomes.add(new Outcome.Refused(key, ItemError.notFound(key)));
                continue;
            }
            if (!SavedObjectTypes.of(key.type()).isShareable()) {
                outcomes.add(new Outcome.Refused(
                        key, ItemError.badRequest(key.type() + " doesn't support multiple namespaces")));
                continue;
            }
            var spaces = new ArrayList<>(object.spaces());
            spaces.removeAll(remove);
            add.stream().filter(id -> !spaces.contains(id)).forEach(spaces::add);
            var after = object.in(spaces.contains(SavedObject.EVERYWHERE) ? List.of(SavedObject.EVERYWHERE) : spaces);
            outcomes.add(new Outcome.Done(after));
            if (after.spaces().isEmpty()) {
                gone.add(object);
            } else if (!after.spaces().equals(object.spaces())) {
                changed.put(key, after);
            }
        }
        publish(Change.updated, objects.update(changed.values()));
        deleteAll(gone);
        return outcomes;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS); // as it is told to clients
    }

    private static SavedObject toStore(String space, NewObject wanted, Instant now, String author) {
        var home = wanted.initialSpaces() == null ? List.of(space) : List.copyOf(wanted.initialSpaces());
        return new SavedObject(
                wanted.type().name(),
                wanted.id() == null ? UUID.randomUUID().toString() : wanted.id(),
                wanted.type().isAgnostic() || home.contains(SavedObject.EVERYWHERE)
                        ? List.of(SavedObject.EVERYWHERE)
                        : home,
                wanted.originId(),
                wanted.attributes(),
                wanted.references() == null ? List.of() : wanted.references(),
                0,
                wanted.managed(),
                now,
                author,
                now,
                author);
    }

    /** Where it is and where it came from stay. */
    private static SavedObject replacing(SavedObject existing, SavedObject object) {
        return new SavedObject(
                existing.type(),
                existing.id(),
                existing.spaces(),
                object.originId() == null ? existing.originId() : object.originId(),
                object.attributes(),
                object.references(),
                existing.version(),
                object.managed(),
                existing.createdAt(),
                existing.createdBy(),
                object.updatedAt(),
                object.updatedBy());
    }

    private static Map<String, SavedObject> byPlace(Collection<SavedObject> objects) {
        var byPlace = new HashMap<String, SavedObject>();
        objects.forEach(object -> byPlace.put(place(object), object));
        return byPlace;
    }

    private static String place(SavedObject object) {
        return place(object.key(), object.spaces().get(0));
    }

    /** What there can be one object of. */
    private static String place(ObjectKey key, String space) {
        return SavedObjectTypes.find(key.type())
                        .filter(SavedObjectType::hasIdsPerSpace)
                        .isPresent()
                ? space + "\n" + key
                : key.toString();
    }

    private static boolean isStale(SavedObject existing, String version) {
        return version != null && SavedObjectVersion.decode(version) != existing.version();
    }

    private static boolean isShared(SavedObject object) {
        return SavedObjectTypes.of(object.type()).isShareable()
                && (object.spaces().size() > 1 || object.spaces().contains(SavedObject.EVERYWHERE));
    }

    /** Objects within objects are merged; everything else, lists too, is replaced. */
    private static ObjectNode merge(ObjectNode stored, ObjectNode sent) {
        var merged = stored.deepCopy();
        sent.properties().forEach(field -> {
            var old = merged.get(field.getKey());
            merged.set(
                    field.getKey(),
                    old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode update
                            ? merge(inner, update)
                            : field.getValue());
        });
        return merged;
    }

    /** An object that was wanted and not written has lost a race. */
    private void settle(
            List<SavedObject> written,
            Map<Integer, SavedObject> wanted,
            Map<Integer, Outcome> outcomes,
            Change change) {
        var byPlace = byPlace(written);
        wanted.forEach((i, object) -> {
            var done = byPlace.get(place(object));
            outcomes.put(
                    i,
                    done == null
                            ? new Outcome.Refused(object.key(), ItemError.conflict(object.key()))
                            : new Outcome.Done(done));
        });
        publish(change, written);
    }

    private void publish(Change change, Collection<SavedObject> changed) {
        outbox.publishAll(changed.stream()
                .map(object -> SavedObjectChanged.of(change, object))
                .toList());
    }

    private static List<Outcome> inOrder(Map<Integer, Outcome> outcomes) {
        return outcomes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }
}

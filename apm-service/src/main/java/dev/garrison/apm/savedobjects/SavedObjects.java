package dev.garrison.apm.savedobjects;

import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads objects of a space by their keys. What the caller may read is checked before. */
@ApplicationScoped
public class SavedObjects {
    private final SavedObjectRepository objects;

    SavedObjects(SavedObjectRepository objects) {
        this.objects = objects;
    }

    /** @throws ApiException 404: it is not in the space */
    public SavedObject require(String space, ObjectKey key) {
        var object = find(space, List.of(key)).get(key);
        if (object == null) {
            throw ItemError.notFound(key).alone();
        }
        return object;
    }

    /** Short links of the space that have the slug; the oldest first. */
    public List<SavedObject> withSlug(String space, String slug) {
        return objects.withSlug(space, slug);
    }

    /** Those that are there, by key. */
    public Map<ObjectKey, SavedObject> find(String space, Collection<ObjectKey> keys) {
        return objects.in(space, keys);
    }

    /**
     * The objects, and what they lead to by references, by key.
     *
     * @param through types whose objects are followed to; the first ones may be of any
     */
    public Map<ObjectKey, SavedObject> reachable(
            String space, Collection<ObjectKey> first, Collection<String> through) {
        return SavedObjectRepository.seenFrom(space, objects.reachable(space, first, through));
    }

    /** For each object, the spaces in which there is another of the same origin. */
    public Map<ObjectKey, List<String>> spacesWithCopies(Collection<ObjectKey> keys) {
        return objects.spacesOfSameOrigin(keys);
    }
}

package dev.garrison.apm.savedobjects;

import java.time.Instant;
import java.util.List;

/**
 * What became of an import.
 *
 * @param successCount of what was imported, or would have been but for the errors of others
 * @param successResults absent when empty, as are errors
 */
public record ImportAnswer(
        boolean success, int successCount, List<Object> warnings, List<Success> successResults, List<Failure> errors) {

    static ImportAnswer of(List<Success> successes, List<Failure> failures) {
        return new ImportAnswer(
                failures.isEmpty(),
                successes.size(),
                List.of(),
                successes.isEmpty() ? null : successes,
                failures.isEmpty() ? null : failures);
    }

    public record Meta(String title, String icon) {
        static Meta of(ImportedObject object) {
            var type = SavedObjectTypes.find(object.type()).orElse(null);
            var title = type == null || type.titleAttribute() == null
                    ? object.attributes().path("title")
                    : object.attributes().path(type.titleAttribute());
            return new Meta(title.textValue(), type == null ? null : type.icon());
        }
    }

    /**
     * @param destinationId present where the id is new
     * @param overwrite true where something was replaced, else absent
     * @param createNewCopy true where the object has forgotten what it is a copy of, else absent
     */
    public record Success(
            String type,
            String id,
            Meta meta,
            boolean managed,
            String destinationId,
            Boolean overwrite,
            Boolean createNewCopy) {}

    public record Failure(String type, String id, String title, Meta meta, Boolean overwrite, Problem error) {
        static Failure of(ImportedObject object, Problem problem) {
            var meta = Meta.of(object);
            return new Failure(object.type(), object.id(), meta.title(), meta, null, problem);
        }
    }

    /**
     * @param type {@code conflict}, {@code ambiguous_conflict}, {@code missing_references}, {@code unsupported_type} or {@code unknown};
     *     only the last has a status code, an error and a message
     */
    public record Problem(
            String type,
            String destinationId,
            List<Candidate> destinations,
            List<ObjectKey> references,
            Integer statusCode,
            String error,
            String message) {
        static Problem unsupported() {
            return new Problem("unsupported_type", null, null, null, null, null, null);
        }

        static Problem conflict(String destinationId) {
            return new Problem("conflict", destinationId, null, null, null, null, null);
        }

        static Problem ambiguous(List<Candidate> destinations) {
            return new Problem("ambiguous_conflict", null, destinations, null, null, null, null);
        }

        static Problem missing(List<ObjectKey> references) {
            return new Problem("missing_references", null, null, references, null, null, null);
        }

        static Problem unknown(ItemError cause) {
            return new Problem("unknown", null, null, null, cause.statusCode(), cause.error(), cause.message());
        }

        /** Whether the caller can say how to go on; until then nothing of the import is written. */
        boolean isResolvable() {
            return !type.equals("unsupported_type") && !type.equals("unknown");
        }
    }

    /** One of several objects that an imported one might replace. */
    public record Candidate(String id, String title, Instant updatedAt) {}
}

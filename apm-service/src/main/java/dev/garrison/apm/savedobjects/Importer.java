package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.ImportAnswer.Failure;
import dev.garrison.apm.savedobjects.ImportAnswer.Meta;
import dev.garrison.apm.savedobjects.ImportAnswer.Problem;
import dev.garrison.apm.savedobjects.ImportAnswer.Success;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings objects into a space. As long as there is an error that the caller can resolve, nothing is written; the answer tells what
 * would be. That the caller may create them is checked before.
 */
@ApplicationScoped
public class Importer {
    /** References that must lead somewhere; others may dangle. */
    private static final Set<String> REQUIRED = Set.of("index-pattern", "search");

    private final SavedObjectRepository objects;
    private final SavedObjectService service;
    private final Destinations destinations;
    private final LegacyUrlAliases aliases;

    Importer(
            SavedObjectRepository objects,
            SavedObjectService service,
            Destinations destinations,
            LegacyUrlAliases aliases) {
        this.objects = objects;
        this.service = service;
        this.destinations = destinations;
        this.aliases = aliases;
    }

    /**
     * @param overwrite whether what is there is replaced
     * @param createNewCopies whether every object gets a new id and forgets what it is a copy of
     * @param compatibilityMode whether links that say an object's former id keep working
     * @param retries by key: just these objects are imported, and so; null: all
     */
    public record Options(
            boolean overwrite, boolean createNewCopies, boolean compatibilityMode, Map<ObjectKey, Retry> retries) {
        Retry retryOf(ImportedObject object) {
            return retries == null ? null : retries.get(object.key());
        }
    }

    /** @param author profile id, or null */
    @Transactional
    public ImportAnswer run(String space, List<ImportedObject> file, Options options, String author) {
        var errors = new HashMap<ObjectKey, Problem>();
        var chosen = new ArrayList<ImportedObject>();
        for (var object : file) {
            var retry = options.retryOf(object);
            if (options.retries() == null || retry != null) {
                chosen.add(retry == null ? object : replacing(object, retry));
            }
        }
        for (var object : chosen) {
            if (SavedObjectTypes.find(object.type()).isEmpty()) {
                errors.put(object.key(), Problem.unsupported());
            }
        }
        var candidates = chosen.stream()
                .filter(object -> !errors.containsKey(object.key()))
                .toList();
        var targets = destinations.find(space, candidates, options, errors);
        checkReferences(space, candidates, options, errors);
        var written = errors.values().stream().anyMatch(Problem::isResolvable)
                ? Map.<ObjectKey, Problem>of()
                : write(space, candidates, targets, options, author);
        errors.putAll(written);
        return answer(chosen, targets, errors);
    }

    private static ImportedObject replacing(ImportedObject object, Retry retry) {
        return object.referringTo(
                object.references().stream().map(retry::replace).toList());
    }

    private void checkReferences(
            String space, List<ImportedObject> candidates, Options options, Map<ObjectKey, Problem> errors) {
        var inFile = candidates.stream().map(ImportedObject::key).collect(Collectors.toSet());
        var wanted = new HashSet<ObjectKey>();
        candidates.forEach(object -> object.references().stream()
                .map(Reference::target)
                .filter(key -> REQUIRED.contains(key.type()) && !inFile.contains(key))
                .forEach(wanted::add));
        wanted.removeAll(objects.in(space, wanted).keySet());
        for (var object : candidates) {
            var retry = options.retryOf(object);
            var missing = object.references().stream()
                    .map(Reference::target)
                    .filter(wanted::contains)
                    .distinct()
                    .toList();
            if (!missing.isEmpty() && (retry == null || !retry.ignoreMissingReferences())) {
                errors.put(object.key(), Problem.missing(missing));
            }
        }
    }

    /** @return what could not be written */
    private Map<ObjectKey, Problem> write(
            String space,
            List<ImportedObject> candidates,
            Map<ObjectKey, Destinations.Destination> targets,
            Options options,
            String author) {
        var errors = new HashMap<ObjectKey, Problem>();
        var replaced = new ArrayList<ImportedObject>();
        var added = new ArrayList<ImportedObject>();
        for (var object : candidates) {
            try {
                MigrationVersions.requireKnown(
                        object.key(),
                        object.coreMigrationVersion(),
                        object.typeMigrationVersion(),
                        object.migrationVersion());
                (targets.get(object.key()).overwrites() ? replaced : added).add(object);
            } catch (ApiException e) {
                errors.put(object.key(), Problem.unknown(ItemError.of(e)));
            }
        }
        create(space, added, targets, false, author, errors);
        create(space, replaced, targets, true, author, errors);
        if (options.compatibilityMode()) {
            var renamed = new HashMap<ObjectKey, String>();
            targets.forEach((key, target) -> {
                if (!target.id().equals(key.id()) && !errors.containsKey(key)) {
                    renamed.put(key, target.id());
                }
            });
            aliases.add(space, renamed);
        }
        return errors;
    }

    private void create(
            String space,
            List<ImportedObject> imported,
            Map<ObjectKey, Destinations.Destination> targets,
            boolean overwrite,
            String author,
            Map<ObjectKey, Problem> errors) {
        var outcomes = service.create(
                space,
                imported.stream()
                        .map(object -> new NewObject(
                                SavedObjectTypes.of(object.type()),
                                targets.get(object.key()).id(),
                                object.attributes(),
                                moved(object.references(), targets),
                                null,
                                targets.get(object.key()).originId(),
                                object.managed(),
                                null))
                        .toList(),
                overwrite,
                author);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Refused refused) {
                errors.put(
                        imported.get(i).key(),
                        refused.error().statusCode() == 409
                                ? Problem.conflict(null)
                                : Problem.unknown(refused.error()));
            }
        }
    }

    /** References follow what has a new id. */
    private static List<Reference> moved(List<Reference> references, Map<ObjectKey, Destinations.Destination> targets) {
        return references.stream()
                .map(reference -> {
                    var target = targets.get(reference.target());
                    return target == null ? reference : new Reference(reference.name(), reference.type(), target.id());
                })
                .toList();
    }

    private static ImportAnswer answer(
            List<ImportedObject> chosen,
            Map<ObjectKey, Destinations.Destination> targets,
            Map<ObjectKey, Problem> errors) {
        var successes = new ArrayList<Success>();
        var failures = new ArrayList<Failure>();
        for (var object : chosen) {
            var problem = errors.get(object.key());
            if (problem != null) {
                failures.add(Failure.of(object, problem));
                continue;
            }
            var target = targets.get(object.key());
            successes.add(new Success(
                    object.type(),
                    object.id(),
                    Meta.of(object),
                    object.managed(),
                    target.id().equals(object.id()) ? null : target.id(),
                    target.overwrites() ? true : null,
                    target.isNewCopy() ? true : null));
        }
        return ImportAnswer.of(successes, failures);
    }
}

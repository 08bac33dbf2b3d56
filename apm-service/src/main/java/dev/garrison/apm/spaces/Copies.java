package dev.garrison.apm.spaces;

import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.apm.savedobjects.Exporter;
import dev.garrison.apm.savedobjects.ImportAnswer;
import dev.garrison.apm.savedobjects.ImportedObject;
import dev.garrison.apm.savedobjects.Importer;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.apm.savedobjects.Retries;
import dev.garrison.apm.savedobjects.Retry;
import dev.garrison.apm.savedobjects.SavedObject;
import dev.garrison.apm.savedobjects.SavedObjectAccess;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjects;
import dev.garrison.apm.spaces.CopyResource.CopyAnswer;
import dev.garrison.apm.spaces.CopyResource.CopyRetry;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.ErrorBody;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Copies objects of the request's space into others: each target space is an import of its own, in a transaction of its own. */
@ApplicationScoped
class Copies {
    private final Exporter exporter;
    private final Importer importer;
    private final SavedObjects objects;
    private final SavedObjectAccess access;
    private final SpacePrivileges privileges;
    private final CurrentPrincipal caller;

    Copies(
            Exporter exporter,
            Importer importer,
            SavedObjects objects,
            SavedObjectAccess access,
            SpacePrivileges privileges,
            CurrentPrincipal caller) {
        this.exporter = exporter;
        this.importer = importer;
        this.objects = objects;
        this.access = access;
        this.privileges = privileges;
        this.caller = caller;
    }

    /** @param deep whether what they refer to comes along; the others as an import's */
    record Manner(boolean deep, boolean overwrite, boolean createNewCopies, boolean compatibilityMode) {
        Importer.Options options(Map<ObjectKey, Retry> retries) {
            return new Importer.Options(overwrite, createNewCopies, compatibilityMode, retries);
        }
    }

    Map<String, CopyAnswer> copy(List<ObjectKey> wanted, List<String> spaces, Manner manner) {
        var source = collect(wanted, manner.deep());
        var held = heldAt(spaces, source);
        var answers = new LinkedHashMap<String, CopyAnswer>();
        for (var space : spaces) {
            answers.put(space, into(space, source, manner, null, held));
        }
        return answers;
    }

    /** @throws ApiException 400: two retries in a space are of one object or to one place */
    Map<String, CopyAnswer> resolve(List<ObjectKey> wanted, Map<String, List<CopyRetry>> retries, Manner manner) {
        var bySpace = new LinkedHashMap<String, Map<ObjectKey, Retry>>();
        retries.forEach((space, list) -> bySpace.put(
                space, Retries.byKey(list.stream().map(Copies::retry).toList())));
        var source = collect(wanted, manner.deep());
        var held = heldAt(bySpace.keySet(), source);
        var answers = new LinkedHashMap<String, CopyAnswer>();
        bySpace.forEach((space, asked) -> answers.put(space, into(space, source, manner, asked, held)));
        return answers;
    }

    private static Retry retry(CopyRetry sent) {
        return new Retry(
                sent.type(),
                sent.id(),
                Boolean.TRUE.equals(sent.overwrite()),
                sent.destinationId(),
                null,
                Boolean.TRUE.equals(sent.createNewCopy()),
                Boolean.TRUE.equals(sent.ignoreMissingReferences()));
    }

    /** @throws ApiException 404: one of the objects is not in the space; 403: the caller may not read it */
    private List<SavedObject> collect(List<ObjectKey> wanted, boolean deep) {
        access.require(
                Operation.get, "bulk_get", wanted.stream().map(ObjectKey::type).toList());
        var found = objects.find(caller.space(), wanted);
        var missing = wanted.stream().filter(key -> !found.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            throw new ApiException(404, "Saved objects not found", Map.of("objects", missing));
        }
        return exporter.collect(caller.space(), wanted.stream().map(found::get).toList(), deep)
                .objects();
    }

    private SpacePrivileges.Held heldAt(Collection<String> spaces, List<SavedObject> source) {
        return privileges.at(
                spaces,
                source.stream()
                        .map(object -> Operation.create.on(object.type()))
                        .distinct()
                        .toList());
    }

    /** @param retries null: all are copied */
    private CopyAnswer into(
            String space,
            List<SavedObject> source,
            Manner manner,
            Map<ObjectKey, Retry> retries,
            SpacePrivileges.Held held) {
        var forbidden = source.stream()
                .map(SavedObject::type)
                .filter(type -> !held.has(space, Operation.create.on(type)))
                .collect(Collectors.toSet());
        if (!forbidden.isEmpty()) {
            var refusal = SavedObjectAccess.refusal("bulk_create", forbidden);
            return new CopyAnswer(false, 0, null, List.of(ErrorBody.of(refusal.status(), refusal.getMessage())));
        }
        var copied = source.stream()
                .filter(object -> manner.createNewCopies() || !object.isIn(space)) // it is there already
                .map(ImportedObject::of)
                .toList();
        return answer(importer.run(space, copied, manner.options(retries), access.author()));
    }

    private static CopyAnswer answer(ImportAnswer answer) {
        return new CopyAnswer(
                answer.success(),
                answer.successCount(),
                answer.successResults(),
                answer.errors() == null ? null : new ArrayList<>(answer.errors()));
    }
}

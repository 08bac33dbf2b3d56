package dev.garrison.apm.savedobjects;

import dev.garrison.apm.savedobjects.SavedObjectBulkResource.Create;
import dev.garrison.apm.savedobjects.SavedObjectBulkResource.Get;
import dev.garrison.apm.savedobjects.SavedObjectBulkResource.Status;
import dev.garrison.apm.savedobjects.SavedObjectBulkResource.Update;
import dev.garrison.apm.savedobjects.SavedObjectResource.ResolvedAnswer;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Serves many objects at once; each that cannot be served says why in its place. */
@ApplicationScoped
class SavedObjectBulk {
    private final SavedObjectService service;
    private final SavedObjectRepository objects;
    private final Resolver resolver;
    private final SavedObjectAccess access;
    private final CurrentPrincipal caller;

    SavedObjectBulk(
            SavedObjectService service,
            SavedObjectRepository objects,
            Resolver resolver,
            SavedObjectAccess access,
            CurrentPrincipal caller) {
        this.service = service;
        this.objects = objects;
        this.resolver = resolver;
        this.access = access;
        this.caller = caller;
    }

    List<SavedObjectAnswer> create(List<Create> items, boolean overwrite) {
        var outcomes = new ArrayList<Outcome>();
        var wanted = new ArrayList<NewObject>();
        for (var item : items) {
            var key = new ObjectKey(item.type(), item.id());
            var problem = problem(item, key);
            outcomes.add(problem == null ? null : new Outcome.Refused(key, problem));
            if (problem == null) {
                wanted.add(new NewObject(
                        SavedObjectTypes.of(item.type()),
                        item.id(),
                        item.attributes(),
                        item.references(),
                        item.initialNamespaces(),
                        null,
                        false,
                        item.version()));
            }
        }
        var written = service.create(caller.space(), wanted, overwrite, access.author())
                .iterator();
        outcomes.replaceAll(outcome -> outcome == null ? written.next() : outcome);
        return answers(outcomes);
    }

    private static ItemError problem(Create item, ObjectKey key) {
        if (SavedObjectTypes.find(item.type()).isEmpty()) {
            return ItemError.unsupported(item.type());
        }
        try {
            MigrationVersions.requireKnown(
                    key, item.coreMigrationVersion(), item.typeMigrationVersion(), item.migrationVersion());
            return null;
        } catch (ApiException e) {
            return ItemError.of(e);
        }
    }

    List<SavedObjectAnswer> get(List<Get> items) {
        var stored = objects.anywhere(items.stream()
                .map(item -> new ObjectKey(item.type(), item.id()))
                .toList());
        var shown = access.shown(stored);
        return items.stream()
                .map(item -> {
                    var key = new ObjectKey(item.type(), item.id());
                    if (SavedObjectTypes.find(item.type()).isEmpty()) {
                        return SavedObjectAnswer.of(key, ItemError.unsupported(item.type()));
                    }
                    var spaces = item.namespaces() == null ? List.of(caller.space()) : item.namespaces();
                    return stored.stream()
                            .filter(object -> object.key().equals(key))
                            .filter(object -> spaces.stream().anyMatch(object::isIn))
                            .findFirst()
                            .map(object ->
                                    Fields.choose(item.fields(), SavedObjectAnswer.of(new Outcome.Done(object), shown)))
                            .orElseGet(() -> SavedObjectAnswer.of(key, ItemError.notFound(key)));
                })
                .toList();
    }

    List<ResolvedAnswer> resolve(List<ObjectKey> keys) {
        var resolved = resolver.resolve(caller.space(), keys);
        var shown = access.shown(resolved.values().stream()
                .map(Resolver.Resolved::object)
                .filter(Objects::nonNull)
                .toList());
        return keys.stream()
                .map(key -> {
                    var one = resolved.get(key);
                    var error = SavedObjectTypes.find(key.type()).isEmpty()
                            ? ItemError.unsupported(key.type())
                            : ItemError.notFound(key);
                    return ResolvedAnswer.of(
                            one,
                            one.object() == null
                                    ? SavedObjectAnswer.of(key, error)
                                    : SavedObjectAnswer.of(new Outcome.Done(one.object()), shown));
                })
                .toList();
    }

    List<SavedObjectAnswer> update(List<Update> items) {
        var updates = items.stream()
                .map(item -> new SavedObjectService.Update(
                        new ObjectKey(item.type(), item.id()),
                        item.namespace() == null ? caller.space() : item.namespace(),
                        item.attributes(),
                        item.references(),
                        item.version(),
                        null))
                .toList();
        var answers = new ArrayList<>(answers(service.update(updates, access.author())));
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).error() == null) {
                answers.set(
                        i,
                        answers.get(i)
                                .echoing(items.get(i).attributes(), items.get(i).references()));
            }
        }
        return answers;
    }

    List<Status> delete(List<ObjectKey> keys, boolean force) {
        return service.delete(caller.space(), keys, force).stream()
                .map(outcome -> outcome instanceof Outcome.Refused refused
                        ? new Status(refused.key().id(), refused.key().type(), false, refused.error())
                        : deleted(((Outcome.Done) outcome).object()))
                .toList();
    }

    private static Status deleted(SavedObject object) {
        return new Status(object.id(), object.type(), true, null);
    }

    private List<SavedObjectAnswer> answers(Collection<Outcome> outcomes) {
        var shown = access.shown(outcomes.stream()
                .filter(Outcome.Done.class::isInstance)
                .map(outcome -> ((Outcome.Done) outcome).object())
                .toList());
        return outcomes.stream()
                .map(outcome -> SavedObjectAnswer.of(outcome, shown))
                .toList();
    }
}

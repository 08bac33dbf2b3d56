package dev.garrison.apm.spaces;

import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.apm.savedobjects.LegacyUrlAliases;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.apm.savedobjects.Outcome;
import dev.garrison.apm.savedobjects.SavedObjectAccess;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjectService;
import dev.garrison.apm.spaces.SharingResource.SharedObject;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Changes which spaces see an object, for callers who may write it in all of them. */
@ApplicationScoped
class Sharing {
    private final SavedObjectService objects;
    private final LegacyUrlAliases aliases;
    private final SavedObjectAccess access;
    private final SpacePrivileges privileges;
    private final CurrentPrincipal caller;

    Sharing(
            SavedObjectService objects,
            LegacyUrlAliases aliases,
            SavedObjectAccess access,
            SpacePrivileges privileges,
            CurrentPrincipal caller) {
        this.objects = objects;
        this.aliases = aliases;
        this.access = access;
        this.privileges = privileges;
        this.caller = caller;
    }

    List<SharedObject> share(List<ObjectKey> wanted, List<String> add, List<String> remove) {
        var spaces = new ArrayList<>(add);
        spaces.addAll(remove);
        access.require(
                Operation.update,
                "share_to_space",
                wanted.stream().map(ObjectKey::type).toList(),
                spaces);
        var outcomes = objects.share(caller.space(), wanted, add, remove);
        var shown = access.shown(outcomes.stream()
                .filter(Outcome.Done.class::isInstance)
                .map(outcome -> ((Outcome.Done) outcome).object())
                .toList());
        return outcomes.stream().map(outcome -> shared(outcome, shown)).toList();
    }

    private static SharedObject shared(Outcome outcome, SavedObjectAccess.Shown shown) {
        if (outcome instanceof Outcome.Refused refused) {
            return new SharedObject(refused.key().type(), refused.key().id(), List.of(), refused.error());
        }
        var object = ((Outcome.Done) outcome).object();
        return new SharedObject(object.type(), object.id(), shown.spaces(object.type(), object.spaces()), null);
    }

    /** Their objects are no longer found by their former ids. */
    void disable(List<LegacyUrlAliases.Alias> wanted) {
        var held = privileges.at(
                wanted.stream()
                        .map(LegacyUrlAliases.Alias::targetSpace)
                        .distinct()
                        .toList(),
                wanted.stream()
                        .map(alias -> Operation.update.on(alias.targetType()))
                        .distinct()
                        .toList());
        var forbidden = wanted.stream()
                .filter(alias -> !held.has(alias.targetSpace(), Operation.update.on(alias.targetType())))
                .map(LegacyUrlAliases.Alias::targetType)
                .toList();
        if (!forbidden.isEmpty()) {
            throw SavedObjectAccess.refusal("disable aliases for", forbidden);
        }
        aliases.disable(wanted);
    }
}

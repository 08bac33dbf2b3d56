package dev.garrison.apm.spaces;

import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.apm.savedobjects.LegacyUrlAliases;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.apm.savedobjects.SavedObject;
import dev.garrison.apm.savedobjects.SavedObjectAccess;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjectService;
import dev.garrison.apm.savedobjects.SavedObjectType;
import dev.garrison.apm.savedobjects.SavedObjectTypes;
import dev.garrison.apm.spaces.SharingResource.Inbound;
import dev.garrison.apm.spaces.SharingResource.Reference;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What would have to be shared along with an object: the shareable ones that it refers to, and those that they refer to. */
@ApplicationScoped
class ShareableReferences {
    private final SavedObjectService objects;
    private final LegacyUrlAliases aliases;
    private final SavedObjectAccess access;
    private final SpacePrivileges privileges;
    private final CurrentPrincipal caller;

    ShareableReferences(
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

    /** The given ones first. */
    List<Reference> of(List<ObjectKey> given) {
        access.require(
                Operation.get, "bulk_get", given.stream().map(ObjectKey::type).toList());
        var keys = new LinkedHashSet<>(given);
        var found = new HashMap<ObjectKey, SavedObject>();
        var inbound = new HashMap<ObjectKey, List<Inbound>>();
        Set<ObjectKey> step = new LinkedHashSet<>(given);
        while (!step.isEmpty()) {
            var next = new LinkedHashSet<ObjectKey>();
            var reached = objects.find(caller.space(), step);
            for (var key : step) {
                var object = reached.get(key);
                if (object == null || !isShareable(key) && !given.contains(key)) {
                    continue;
                }
                found.put(key, object);
                for (var reference : object.references()) {
                    var target = new ObjectKey(reference.type(), reference.id());
                    if (isShareable(target) && access.may(Operation.get, target.type())) {
                        inbound.computeIfAbsent(target, any -> new ArrayList<>())
                                .add(new Inbound(object.type(), object.id(), reference.name()));
                        if (keys.add(target)) {
                            next.add(target);
                        }
                    }
                }
            }
            step = next;
        }
        return describe(keys, found, inbound);
    }

    private List<Reference> describe(
            Set<ObjectKey> keys, Map<ObjectKey, SavedObject> found, Map<ObjectKey, List<Inbound>> inbound) {
        var shareable = keys.stream()
                .filter(key -> isShareable(key) && found.containsKey(key))
                .collect(Collectors.toSet());
        var aliased = readable(aliases.spacesWith(shareable));
        var copied = readable(objects.spacesWithCopies(shareable));
        var shown = access.shown(found.values());
        return keys.stream()
                .map(key -> {
                    var object = found.get(key);
                    return new Reference(
                            key.type(),
                            key.id(),
                            shareable.contains(key) ? shown.spaces(key.type(), object.spaces()) : List.of(),
                            inbound.getOrDefault(key, List.of()),
                            object == null ? true : null,
                            aliased.get(key),
                            copied.get(key));
                })
                .toList();
    }

    /** Just the spaces in which the caller may read such an object. */
    private Map<ObjectKey, List<String>> readable(Map<ObjectKey, List<String>> spaces) {
        var held = privileges.at(
                spaces.values().stream().flatMap(List::stream).collect(Collectors.toSet()),
                spaces.keySet().stream()
                        .map(key -> Operation.get.on(key.type()))
                        .collect(Collectors.toSet()));
        var readable = new HashMap<ObjectKey, List<String>>();
        spaces.forEach((key, all) -> readable.put(
                key,
                all.stream()
                        .filter(space -> held.has(space, Operation.get.on(key.type())))
                        .toList()));
        return readable;
    }

    private static boolean isShareable(ObjectKey key) {
        return SavedObjectTypes.find(key.type())
                .filter(SavedObjectType::isShareable)
                .isPresent();
    }
}

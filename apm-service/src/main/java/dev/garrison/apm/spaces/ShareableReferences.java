package dev.garrison.apm.spaces;

import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.apm.savedobjects.LegacyUrlAliases;
import dev.garrison.apm.savedobjects.ObjectKey;
import dev.garrison.apm.savedobjects.Reference;
import dev.garrison.apm.savedobjects.SavedObject;
import dev.garrison.apm.savedobjects.SavedObjectAccess;
import dev.garrison.apm.savedobjects.SavedObjectAccess.Operation;
import dev.garrison.apm.savedobjects.SavedObjectType;
import dev.garrison.apm.savedobjects.SavedObjectTypes;
import dev.garrison.apm.savedobjects.SavedObjects;
import dev.garrison.apm.spaces.SharingResource.Inbound;
import dev.garrison.apm.spaces.SharingResource.ShareableObject;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
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
    private final SavedObjects objects;
    private final LegacyUrlAliases aliases;
    private final SavedObjectAccess access;
    private final SpacePrivileges privileges;
    private final CurrentPrincipal caller;

    ShareableReferences(
            SavedObjects objects,
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
    List<ShareableObject> of(List<ObjectKey> given) {
        access.require(
                Operation.get, "bulk_get", given.stream().map(ObjectKey::type).toList());
        var shareable = SavedObjectTypes.names().stream()
                .filter(type -> SavedObjectTypes.of(type).isShareable() && access.may(Operation.get, type))
                .toList();
        var found = objects.reachable(caller.space(), given, shareable);
        var keys = new LinkedHashSet<>(given);
        var inbound = new HashMap<ObjectKey, List<Inbound>>();
        var waiting = new ArrayDeque<>(keys);
        while (!waiting.isEmpty()) {
            var object = found.get(waiting.poll());
            for (var reference : object == null ? List.<Reference>of() : object.references()) {
                var target = reference.target();
                if (shareable.contains(target.type())) {
                    inbound.computeIfAbsent(target, any -> new ArrayList<>())
                            .add(new Inbound(object.type(), object.id(), reference.name()));
                    if (keys.add(target)) {
                        waiting.add(target);
                    }
                }
            }
        }
        return describe(keys, found, inbound);
    }

    private List<ShareableObject> describe(
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
                    return new ShareableObject(
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

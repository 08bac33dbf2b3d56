package dev.garrison.apm.savedobjects;

import dev.garrison.apm.privileges.SpacePrivileges;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the caller may do with objects of a type, and which spaces they may know of. Asks before any transaction. */
@ApplicationScoped
public class SavedObjectAccess {
    /** Operations as privileges name them. */
    public enum Operation {
        get,
        create,
        update,
        delete;

        public String on(String type) {
            return "saved_object:" + type + "/" + name();
        }
    }

    private static final String UNKNOWN_SPACE = "?";

    private final CurrentPrincipal caller;
    private final SpacePrivileges privileges;

    SavedObjectAccess(CurrentPrincipal caller, SpacePrivileges privileges) {
        this.caller = caller;
        this.privileges = privileges;
    }

    /** Profile id to remember with what the caller writes; null: not a person. */
    public String author() {
        return caller.get().apiKeyId() == null ? caller.get().profileUid() : null;
    }

    public boolean may(Operation operation, String type) {
        return caller.get().has(operation.on(type));
    }

    /**
     * Types that are not here are let through: what becomes of them is no secret.
     *
     * @param action as the refusal calls it, e.g. {@code bulk_create}
     * @throws ApiException 403: {@code Unable to bulk_create dashboard,index-pattern}
     */
    public void require(Operation operation, String action, Collection<String> types) {
        require(action, types, type -> may(operation, type));
    }

    /** As {@link #require(Operation, String, Collection)}, in the request's space and in all of these. */
    public void require(Operation operation, String action, Collection<String> types, Collection<String> spaces) {
        require(operation, action, types, type -> type, type -> spaces);
    }

    /**
     * As {@link #require(Operation, String, Collection)}, each type in the request's space and in those that its items name.
     *
     * @param spaces of an item, or null
     */
    <T> void require(
            Operation operation,
            String action,
            Collection<T> items,
            Function<T, String> type,
            Function<T, Collection<String>> spaces) {
        var spacesByType = new HashMap<String, Set<String>>();
        for (var item : items) {
            var named = spaces.apply(item);
            spacesByType
                    .computeIfAbsent(type.apply(item), any -> new HashSet<>())
                    .addAll(named == null ? List.of() : named);
        }
        var known = known(spacesByType.keySet());
        var held = privileges.at(
                known.stream().flatMap(name -> spacesByType.get(name).stream()).collect(Collectors.toSet()),
                known.stream().map(operation::on).toList());
        require(
                action,
                known,
                name -> may(operation, name)
                        && spacesByType.get(name).stream().allMatch(space -> held.has(space, operation.on(name))));
    }

    private static void require(String action, Collection<String> types, Predicate<String> allowed) {
        var refused = new TreeSet<String>();
        known(types).stream().filter(type -> !allowed.test(type)).forEach(refused::add);
        if (!refused.isEmpty()) {
            throw refusal(action, refused);
        }
    }

    public static ApiException refusal(String action, Collection<String> types) {
        return ApiException.forbidden(
                "Unable to %s %s", action, types.stream().distinct().sorted().collect(Collectors.joining(",")));
    }

    private static List<String> known(Collection<String> types) {
        return types.stream()
                .distinct()
                .filter(type -> SavedObjectTypes.find(type).isPresent())
                .toList();
    }

    /** Which of the spaces an answer may name; the others are shown as {@code ?}. */
    public interface Shown {
        List<String> spaces(String type, List<String> spaces);
    }

    /** @param objects whose spaces are to be told */
    public Shown shown(Collection<SavedObject> objects) {
        var here = caller.space();
        var others = new TreeSet<String>();
        var reads = new TreeSet<String>();
        for (var object : objects) {
            for (var space : object.spaces()) {
                if (!space.equals(here) && !space.equals(SavedObject.EVERYWHERE)) {
                    others.add(space);
                    reads.add(Operation.get.on(object.type()));
                }
            }
        }
        var held = privileges.at(others, reads);
        return (type, spaces) -> spaces.stream()
                .map(space -> space.equals(here)
                                || space.equals(SavedObject.EVERYWHERE)
                                || held.has(space, Operation.get.on(type))
                        ? space
                        : UNKNOWN_SPACE)
                .sorted((a, b) -> Boolean.compare(a.equals(UNKNOWN_SPACE), b.equals(UNKNOWN_SPACE)))
                .toList();
    }
}

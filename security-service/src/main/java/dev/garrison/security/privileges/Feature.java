package dev.garrison.security.privileges;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Kibana feature: what each of its privilege ids grants. Put together in {@link Features}. */
public final class Feature {
    /** Where Kibana shows the feature; a space's solution view hides whole categories. */
    public enum Category {
        ANALYTICS,
        SEARCH,
        OBSERVABILITY,
        SECURITY,
        MANAGEMENT
    }

    /** Which privilege of the feature holds the sub-feature's as well. */
    enum PartOf {
        /** {@code all} */
        ALL,
        /** {@code all} and {@code read} */
        READ,
        /** None: it is given by its own id only. */
        NONE
    }

    /** A privilege id of a sub-feature and what it grants. */
    record SubPrivilege(String id, PartOf partOf, Set<String> grants) {}

    /** Privileges within a feature that roles name one by one. */
    public record SubFeature(String name, boolean requiresAllSpaces, List<SubPrivilege> privileges) {
        public boolean has(String privilegeId) {
            return privileges.stream().anyMatch(privilege -> privilege.id().equals(privilegeId));
        }
    }

    private final String id;
    private final String name;
    private final Category category;
    private boolean requiresAllSpaces;
    private final Map<String, Set<String>> granted = new LinkedHashMap<>();
    private final List<SubFeature> subFeatures = new ArrayList<>();

    private Feature(String id, String name, Category category) {
        this.id = id;
        this.name = name;
        this.category = category;
    }

    static Feature feature(String id, String name, Category category) {
        return new Feature(id, name, category);
    }

    Feature requireAllSpaces() {
        requiresAllSpaces = true;
        return this;
    }

    /** @param names privileges, several in one string parted by blanks */
    Feature all(String... names) {
        granted.put("minimal_all", split(names));
        granted.put("all", new LinkedHashSet<>(granted.get("minimal_all")));
        return this;
    }

    /** Left out where the feature has no read privilege. */
    Feature read(String... names) {
        granted.put("minimal_read", split(names));
        granted.put("read", new LinkedHashSet<>(granted.get("minimal_read")));
        return this;
    }

    Feature sub(String subFeature, SubPrivilege... privileges) {
        return sub(subFeature, false, privileges);
    }

    Feature subInAllSpaces(String subFeature, SubPrivilege... privileges) {
        return sub(subFeature, true, privileges);
    }

    private Feature sub(String subFeature, boolean inAllSpaces, SubPrivilege... privileges) {
        subFeatures.add(new SubFeature(subFeature, inAllSpaces, List.of(privileges)));
        for (var privilege : privileges) {
            granted.put(privilege.id(), privilege.grants());
            if (privilege.partOf() != PartOf.NONE) {
                granted.get("all").addAll(privilege.grants());
            }
            if (privilege.partOf() == PartOf.READ) {
                granted.get("read").addAll(privilege.grants());
            }
        }
        return this;
    }

    static SubPrivilege ofAll(String id, String... grants) {
        return new SubPrivilege(id, PartOf.ALL, split(grants));
    }

    static SubPrivilege ofRead(String id, String... grants) {
        return new SubPrivilege(id, PartOf.READ, split(grants));
    }

    static SubPrivilege alone(String id, String... grants) {
        return new SubPrivilege(id, PartOf.NONE, split(grants));
    }

    private static Set<String> split(String... names) {
        return Arrays.stream(names)
                .flatMap(several -> Arrays.stream(several.split(" ")))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    public String id() {
        return id;
    }

    /** As people read it, e.g. {@code Security}. */
    public String name() {
        return name;
    }

    public Category category() {
        return category;
    }

    /** Whether its privileges can be given in all spaces at once only. */
    public boolean requiresAllSpaces() {
        return requiresAllSpaces;
    }

    public List<SubFeature> subFeatures() {
        return subFeatures;
    }

    /** Whether the feature knows the privilege id. */
    public boolean has(String privilegeId) {
        return granted.containsKey(privilegeId);
    }

    /** Names that the privilege id grants; empty for an unknown one. */
    public Set<String> granted(String privilegeId) {
        return Collections.unmodifiableSet(granted.getOrDefault(privilegeId, Set.of()));
    }
}

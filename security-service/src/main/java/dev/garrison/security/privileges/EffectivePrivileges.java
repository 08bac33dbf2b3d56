package dev.garrison.security.privileges;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What somebody may do, worked out of raw role documents (Elasticsearch's form: {@code cluster}, {@code indices},
 * {@code applications}). Pure: reads no database, keeps no state, safe to share.
 *
 * <pre>{@code
 * var user = EffectivePrivileges.ofRoles(roles.documents(user.roles));             // a user, a service account
 * var key = EffectivePrivileges.ofApiKey(key.roleDescriptors, key.ownerSnapshot);  // maps of name to document
 * new Principal(..., space, user.at(space), user.cluster());                       // what goes into the token
 * }</pre>
 *
 * The names are those of {@link dev.garrison.security.privileges this package's table}. Roles that no longer exist are simply left
 * out of what is passed in; features and privileges that nobody knows grant nothing.
 */
public final class EffectivePrivileges {
    /** Holds everything: of a {@link dev.garrison.platform.security.Principal}'s privileges, too. */
    static final String EVERYTHING = "*";

    private static final String KIBANA = "kibana-.kibana";
    private static final String SPACE = "space:";
    private static final String FEATURE = "feature_";
    private static final String RESERVED = "reserved_";
    /** What Elasticsearch's own {@code viewer} and {@code editor} say for: whatever is not hidden. */
    private static final String NOT_HIDDEN = "/~(([.]|ilm-history-).*)/";

    /** All of these must grant; within one it is enough that one role does. */
    private final List<List<JsonNode>> layers;

    private EffectivePrivileges(List<List<JsonNode>> layers) {
        this.layers = layers;
    }

    /** Of a user with these roles: whatever any of them grants. */
    public static EffectivePrivileges ofRoles(Iterable<? extends JsonNode> documents) {
        return new EffectivePrivileges(List.of(list(documents)));
    }

    /**
     * Of an API key: what its own descriptors grant, as far as the owner's do.
     *
     * @param descriptors role name to document, as the key was created with; null or empty: the key may do what its owner could
     * @param ownerSnapshot the same of the owner when the key was created or last updated
     */
    public static EffectivePrivileges ofApiKey(JsonNode descriptors, JsonNode ownerSnapshot) {
        return descriptors == null || descriptors.isEmpty()
                ? ofRoles(ownerSnapshot)
                : new EffectivePrivileges(List.of(list(descriptors), list(ownerSnapshot)));
    }

    private static List<JsonNode> list(Iterable<? extends JsonNode> documents) {
        return StreamSupport.stream(documents.spliterator(), false)
                .map(JsonNode.class::cast)
                .toList();
    }

    /** Names of the Kibana privileges that are held in the space, whether or not it exists; {@code *} holds all. */
    public Set<String> at(String space) {
        Set<String> held = null;
        for (var layer : layers) {
            held = held == null ? at(layer, space) : common(held, at(layer, space), EVERYTHING);
        }
        return held;
    }

    /** Cluster privileges with those that they hold; {@code all} holds all. */
    public Set<String> cluster() {
        Set<String> held = null;
        for (var layer : layers) {
            var names =
                    layer.stream().flatMap(role -> texts(role.path("cluster"))).toList();
            var closure = ImpliedPrivileges.CLUSTER.closure(names);
            held = held == null ? closure : common(held, closure, "all");
        }
        return held;
    }

    /** Whether the index privilege, e.g. {@code write}, is held on the index or alias of that name. */
    public boolean onIndex(String index, String privilege) {
        return layers.stream().allMatch(layer -> layer.stream()
                .flatMap(role -> elements(role.path("indices")))
                .filter(entry -> texts(entry.path("names")).anyMatch(pattern -> isIndex(pattern, index)))
                .map(entry -> ImpliedPrivileges.INDEX.closure(
                        texts(entry.path("privileges")).toList()))
                .anyMatch(held -> held.contains("all") || held.contains(privilege)));
    }

    /**
     * Whether the privilege of an application is held on the resource, by the names in roles alone. (What Kibana's mean is in
     * {@link #at}.)
     */
    public boolean onApplication(String application, String privilege, String resource) {
        return layers.stream().allMatch(layer -> layer.stream()
                .flatMap(role -> elements(role.path("applications")))
                .anyMatch(entry -> matches(entry.path("application").asText(), application)
                        && texts(entry.path("privileges")).anyMatch(pattern -> matches(pattern, privilege))
                        && texts(entry.path("resources")).anyMatch(pattern -> matches(pattern, resource))));
    }

    private static Set<String> at(List<JsonNode> roles, String space) {
        var held = new HashSet<String>();
        for (var role : roles) {
            elements(role.path("applications"))
                    .filter(entry -> matches(entry.path("application").asText(), KIBANA))
                    .forEach(entry -> add(entry, space, held));
        }
        if (held.contains(EVERYTHING)) {
            return Set.of(EVERYTHING);
        }
        if (!held.isEmpty()) { // whoever may enter reads settings and opens short links
            held.addAll(List.of("saved_object:config/get", "saved_object:url/get"));
        }
        return held;
    }

    private static void add(JsonNode entry, String space, Set<String> held) {
        var everywhere = texts(entry.path("resources")).anyMatch(EVERYTHING::equals);
        if (!everywhere && texts(entry.path("resources")).noneMatch(pattern -> matches(pattern, SPACE + space))) {
            return;
        }
        texts(entry.path("privileges")).forEach(privilege -> add(privilege, everywhere, held));
    }

    private static void add(String privilege, boolean everywhere, Set<String> held) {
        switch (privilege) {
            case "*" -> { // in one space this is not a superuser: spaces, sessions and keys are nobody's there
                if (everywhere) {
                    held.add(EVERYTHING);
                }
                enter(Features.baseAll(), held);
            }
            case "all" -> {
                enter(Features.baseAll(), held);
                if (everywhere) {
                    held.add("space:manage");
                }
            }
            case "space_all" -> enter(Features.baseAll(), held);
            case "read", "space_read" -> enter(Features.baseRead(), held);
            default -> {
                int dot = privilege.indexOf('.');
                if (privilege.startsWith(FEATURE) && dot > 0) {
                    feature(privilege.substring(FEATURE.length(), dot), privilege.substring(dot + 1), held);
                } else if (privilege.startsWith(RESERVED)) {
                    enter(Features.reserved(privilege.substring(RESERVED.length())), held);
                }
            }
        }
    }

    private static void feature(String featureId, String privilegeId, Set<String> held) {
        if (Features.findOrSuccessor(featureId)
                .filter(feature -> feature.has(privilegeId))
                .isPresent()) {
            held.add("login:"); // some features grant nothing but the way in
            held.addAll(Features.granted(featureId, privilegeId));
        }
    }

    private static void enter(Set<String> privileges, Set<String> held) {
        if (!privileges.isEmpty()) {
            held.add("login:");
            held.addAll(privileges);
        }
    }

    private static Set<String> common(Set<String> a, Set<String> b, String everything) {
        if (a.contains(everything)) {
            return b;
        }
        if (b.contains(everything)) {
            return a;
        }
        var common = new HashSet<>(a);
        common.retainAll(b);
        return common;
    }

    /** Regular expressions of Elasticsearch are kept in roles and match nothing here, but for one that its own roles use. */
    private static boolean isIndex(String pattern, String index) {
        return pattern.equals(NOT_HIDDEN)
                ? !index.startsWith(".") && !index.startsWith("ilm-history-")
                : matches(pattern, index);
    }

    /** {@code *} any run, {@code ?} any one character; in time linear in pattern times text, whatever the pattern. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && isOne(pattern.charAt(p), text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** The text may itself be a pattern that somebody asks for: its {@code *} is more than one character. */
    private static boolean isOne(char pattern, char text) {
        return pattern == text || pattern == '?' && text != '*';
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Stream<String> texts(JsonNode list) {
        return list.isTextual() ? Stream.of(list.textValue()) : elements(list).map(JsonNode::asText);
    }
}

package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Between what Kibana calls a role's privileges and the applications of Elasticsearch's form. */
final class KibanaApplications {
    private static final String KIBANA = "kibana-.kibana";
    /** Every Kibana: so do Elasticsearch's own roles say it, with reserved privileges. */
    private static final String EVERY_KIBANA = "kibana-*";

    private static final String EVERYWHERE = "*";
    private static final String SPACE = "space:";
    private static final String SPACE_BASE = "space_";
    private static final String RESERVED = "reserved_";
    private static final Set<String> GLOBAL_BASES = Set.of("all", "read");
    private static final Set<String> SPACE_BASES = Set.of("space_all", "space_read");
    private static final Pattern FEATURE = Pattern.compile("feature_([a-zA-Z0-9_-]+)\\.([a-zA-Z0-9_-]+)");

    private KibanaApplications() {}

    /** @param entries checked by {@link PrivilegeRules} */
    static ArrayNode of(List<PutRole.Entry> entries) {
        var applications = JsonNodeFactory.instance.arrayNode();
        for (var entry : entries) {
            var everywhere = entry.everywhere();
            var application = applications.addObject().put("application", KIBANA);
            var privileges = application.putArray("privileges");
            entry.bases().forEach(base -> privileges.add(everywhere ? base : SPACE_BASE + base));
            entry.features()
                    .forEach((feature, ids) -> ids.forEach(id -> privileges.add("feature_" + feature + "." + id)));
            var resources = application.putArray("resources");
            entry.places().forEach(space -> resources.add(everywhere ? EVERYWHERE : SPACE + space));
        }
        return applications;
    }

    static boolean isKibana(JsonNode application) {
        var name = application.path("application").asText();
        return name.equals(KIBANA) || name.equals(EVERY_KIBANA);
    }

    /** Names of applications that are not Kibana's, each once. */
    static List<String> unrecognized(JsonNode applications) {
        return stream(applications)
                .filter(application -> !isKibana(application))
                .map(application -> application.path("application").asText())
                .distinct()
                .toList();
    }

    /** @return empty where roles that were not made by Kibana say what it has no words for */
    static Optional<List<KibanaPrivilege>> shown(JsonNode applications) {
        var shown = new ArrayList<KibanaPrivilege>();
        var resources = new HashSet<String>();
        for (var application : applications) {
            if (!isKibana(application)) {
                continue;
            }
            var entry = Application.of(application);
            if (!entry.isShowable() || !entry.resources.stream().allMatch(resources::add)) {
                return Optional.empty();
            }
            var privilege = entry.shown();
            if (!entry.isEverywhere() && needsAllSpaces(privilege)) {
                return Optional.empty();
            }
            shown.add(privilege);
        }
        return Optional.of(shown);
    }

    private static boolean needsAllSpaces(KibanaPrivilege privilege) {
        return privilege.feature().entrySet().stream()
                .anyMatch(feature -> FeatureRules.needsAllSpaces(feature.getKey(), feature.getValue()));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private record Application(String name, List<String> privileges, List<String> resources) {
        static Application of(JsonNode application) {
            return new Application(
                    application.path("application").asText(),
                    stream(application.path("privileges")).map(JsonNode::asText).toList(),
                    stream(application.path("resources")).map(JsonNode::asText).toList());
        }

        boolean isEverywhere() {
            return resources.contains(EVERYWHERE);
        }

        boolean isShowable() {
            var reserved = has(Application::isReserved);
            var base = has(GLOBAL_BASES::contains) || has(SPACE_BASES::contains);
            var feature = has(Application::isFeature);
            if (name.equals(EVERY_KIBANA) ? !privileges.stream().allMatch(Application::isReserved) : reserved) {
                return false;
            }
            if (base && feature) {
                return false;
            }
            return isEverywhere()
                    ? resources.size() == 1 && !has(SPACE_BASES::contains)
                    : !resources.isEmpty()
                            && resources.stream().allMatch(resource -> resource.startsWith(SPACE))
                            && !has(GLOBAL_BASES::contains)
                            && !reserved;
        }

        private boolean has(Predicate<String> kind) {
            return privileges.stream().anyMatch(kind);
        }

        private static boolean isReserved(String privilege) {
            return privilege.startsWith(RESERVED);
        }

        private static boolean isFeature(String privilege) {
            return FEATURE.matcher(privilege).matches();
        }

        KibanaPrivilege shown() {
            var base = privileges.stream()
                    .filter(privilege -> GLOBAL_BASES.contains(privilege) || SPACE_BASES.contains(privilege))
                    .map(privilege -> privilege.replaceFirst("^" + SPACE_BASE, ""))
                    .toList();
            var reserved = privileges.stream()
                    .filter(Application::isReserved)
                    .map(privilege -> privilege.substring(RESERVED.length()))
                    .toList();
            var spaces = resources.stream()
                    .map(resource -> resource.equals(EVERYWHERE) ? resource : resource.substring(SPACE.length()))
                    .toList();
            return new KibanaPrivilege(base, features(), spaces, reserved.isEmpty() ? null : reserved);
        }

        private Map<String, List<String>> features() {
            var features = new LinkedHashMap<String, List<String>>();
            for (var privilege : privileges) {
                var parts = FEATURE.matcher(privilege);
                if (parts.matches()) {
                    features.computeIfAbsent(parts.group(1), any -> new ArrayList<>())
                            .add(parts.group(2));
                }
            }
            return features;
        }
    }
}

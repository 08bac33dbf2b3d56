package dev.garrison.fleet.outputs;

import dev.garrison.fleet.outputs.OutputUser.Use;
import dev.garrison.platform.http.ApiException;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What integrations ask of the outputs that they send their data to. */
@ApplicationScoped
class OutputUses {
    /** Packages whose data has to reach an {@code elasticsearch} output, by their titles. */
    private static final Map<String, String> ELASTICSEARCH_ONLY =
            new TreeMap<>(Map.of("fleet_server", "Fleet Server", "synthetics", "Synthetics"));

    private static final String APM = "apm";

    private final List<OutputUser> users;

    OutputUses(@All List<OutputUser> users) {
        this.users = users;
    }

    /**
     * The output is going to be of the type.
     *
     * @param isDefault whether it is the default already
     * @throws ApiException 400: an integration cannot use it so
     */
    void checkType(String outputId, boolean isDefault, String type) {
        for (var use : ofChoosy()) {
            if (use.isOf(outputId) || isDefault && use.followsTheDefault()) {
                check(use, type);
            }
        }
    }

    /**
     * An output of the type is going to be the default.
     *
     * @return ids of agent policies that must stay with the former default
     * @throws ApiException 400: the APM integration cannot follow
     */
    List<String> stayers(String type) {
        var followers = ofChoosy().stream().filter(Use::followsTheDefault).toList();
        followers.stream().filter(use -> use.packageName().equals(APM)).forEach(use -> check(use, type));
        return type.equals("elasticsearch")
                ? List.of()
                : followers.stream()
                        .filter(use -> !use.packageName().equals(APM))
                        .map(Use::policyId)
                        .distinct()
                        .toList();
    }

    /**
     * The output is going; the default takes its place.
     *
     * @throws ApiException 400: an integration cannot use the default
     */
    void checkFallBack(String outputId, String defaultType) {
        ofChoosy().stream().filter(use -> use.isOf(outputId)).forEach(use -> check(use, defaultType));
    }

    Collection<String> policiesOf(String outputId) {
        return users.stream()
                .flatMap(user -> user.policiesOf(outputId).stream())
                .distinct()
                .toList();
    }

    void release(String outputId) {
        users.forEach(user -> user.release(outputId));
    }

    private List<Use> ofChoosy() {
        var packages = Set.of("fleet_server", "synthetics", APM);
        return users.stream().flatMap(user -> user.of(packages).stream()).toList();
    }

    private static void check(Use use, String type) {
        if (use.packageName().equals(APM)) {
            if (type.equals("logstash")) {
                throw ApiException.badRequest("Logstash output cannot be used with APM integration.");
            }
        } else if (!type.equals("elasticsearch")) {
            throw ApiException.badRequest(
                    "%s output cannot be used with %s integration in %s. Please create a new Elasticsearch output.",
                    Character.toUpperCase(type.charAt(0)) + type.substring(1),
                    ELASTICSEARCH_ONLY.get(use.packageName()),
                    use.policyName());
        }
    }
}

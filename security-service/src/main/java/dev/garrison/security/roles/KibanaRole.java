package dev.garrison.security.roles;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A role as Kibana shows it.
 *
 * @param kibana empty where {@code _transform_error} says that Kibana has no words for what the role grants in it
 * @param unrecognizedApplications names of applications, other than Kibana, in which the role grants something
 */
public record KibanaRole(
        String name,
        String description,
        ObjectNode metadata,
        @JsonProperty("transient_metadata") TransientMetadata transientMetadata,
        ElasticsearchPrivileges elasticsearch,
        List<KibanaPrivilege> kibana,
        @JsonProperty("_transform_error") List<String> transformError,
        @JsonProperty("_unrecognized_applications") List<String> unrecognizedApplications) {

    public record TransientMetadata(boolean enabled) {}

    /**
     * @param role in Elasticsearch's form
     * @param replaceDeprecated whether to name the features that took the place of deprecated ones
     */
    static KibanaRole of(String name, ObjectNode role, boolean replaceDeprecated) {
        var applications = role.path("applications");
        var shown = KibanaApplications.shown(applications);
        var kibana = shown.orElse(List.of());
        return new KibanaRole(
                name,
                role.path("description").textValue(),
                (ObjectNode) role.path("metadata"),
                new TransientMetadata(true),
                ElasticsearchPrivileges.of(role),
                replaceDeprecated
                        ? kibana.stream()
                                .map(KibanaPrivilege::withoutDeprecated)
                                .toList()
                        : kibana,
                shown.isPresent() ? List.of() : List.of("kibana"),
                KibanaApplications.unrecognized(applications));
    }
}

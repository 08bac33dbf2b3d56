package dev.garrison.security.roles;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A role as Kibana's clients write it. What is absent is reset.
 *
 * @param kibana what it grants in Kibana, each space in one entry only
 */
public record PutRole(
        @Size(max = 2048) String description,
        ObjectNode metadata,
        ElasticsearchPrivileges elasticsearch,
        List<Entry> kibana) {

    /**
     * Either base or feature privileges, in some spaces.
     *
     * @param base {@code all} or {@code read}
     * @param feature id of a feature to ids of its privileges
     * @param spaces ids, or {@code *} alone, which is what absence means
     */
    public record Entry(
            @Schema(nullable = true) List<String> base, Map<String, List<String>> feature, List<String> spaces) {
        List<String> bases() {
            return base == null ? List.of() : base;
        }

        Map<String, List<String>> features() {
            return feature == null ? Map.of() : feature;
        }

        List<String> places() {
            return spaces == null ? List.of("*") : spaces;
        }

        boolean everywhere() {
            return places().contains("*");
        }
    }

    List<Entry> entries() {
        return kibana == null ? List.of() : kibana;
    }

    /** The same in Elasticsearch's form. */
    ObjectNode descriptor() {
        var descriptor = elasticsearch == null ? JsonNodeFactory.instance.objectNode() : elasticsearch.descriptor();
        if (description != null) {
            descriptor.put("description", description);
        }
        if (metadata != null) {
            descriptor.set("metadata", metadata);
        }
        descriptor.set("applications", KibanaApplications.of(entries()));
        return descriptor;
    }
}

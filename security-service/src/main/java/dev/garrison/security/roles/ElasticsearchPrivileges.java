package dev.garrison.security.roles;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What a role grants in Elasticsearch: kept and given back, but for the cluster privileges evaluated by nothing here. */
public record ElasticsearchPrivileges(
        List<String> cluster,
        List<Indices> indices,
        @JsonProperty("run_as") List<String> runAs,
        @JsonProperty("remote_indices") List<RemoteIndices> remoteIndices,
        @JsonProperty("remote_cluster") List<RemoteCluster> remoteCluster) {
    private static final ObjectMapper JSON =
            new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    private static final List<String> SECTIONS =
            List.of("cluster", "indices", "run_as", "remote_indices", "remote_cluster");

    /** @param query a query of Elasticsearch, as text */
    public record Indices(
            @NotNull @Size(min = 1) List<String> names,
            @NotNull @Size(min = 1) List<String> privileges,
            @JsonProperty("field_security") FieldSecurity fieldSecurity,
            String query,
            @JsonProperty("allow_restricted_indices") Boolean allowRestrictedIndices) {}

    public record RemoteIndices(
            @NotNull @Size(min = 1) List<String> clusters,
            @NotNull @Size(min = 1) List<String> names,
            @NotNull @Size(min = 1) List<String> privileges,
            @JsonProperty("field_security") FieldSecurity fieldSecurity,
            String query,
            @JsonProperty("allow_restricted_indices") Boolean allowRestrictedIndices) {}

    public record RemoteCluster(
            @NotNull @Size(min = 1) List<String> clusters, @NotNull @Size(min = 1) List<String> privileges) {}

    public record FieldSecurity(List<String> grant, List<String> except) {}

    /** @param role in Elasticsearch's form */
    static ElasticsearchPrivileges of(ObjectNode role) {
        return JSON.convertValue(role.deepCopy().retain(SECTIONS), ElasticsearchPrivileges.class);
    }

    /** In Elasticsearch's form, just what was given. */
    ObjectNode descriptor() {
        return JSON.valueToTree(this);
    }
}

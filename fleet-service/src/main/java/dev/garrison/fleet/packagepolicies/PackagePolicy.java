package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.database.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An integration: one package with its values, on any number of agent policies.
 *
 * @param settings what clients see of it, in the legacy format with what it compiles to; never changed, but replaced
 * @param dataStreams see {@link PolicyTemplates#dataStreams}
 */
record PackagePolicy(
        String id,
        ObjectNode settings,
        JsonNode dataStreams,
        List<String> policyIds,
        int revision,
        long version,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        String updatedBy) {

    static PackagePolicy of(Row row) {
        return new PackagePolicy(
                row.text("id"),
                (ObjectNode) row.json("settings"),
                row.json("data_streams"),
                row.texts("policy_ids"),
                row.integer("revision"),
                row.number("version"),
                row.instant("created_at"),
                row.text("created_by"),
                row.instant("updated_at"),
                row.text("updated_by"));
    }

    PackagePolicy changed(
            ObjectNode newSettings, JsonNode newDataStreams, List<String> newPolicyIds, Instant now, String by) {
        return new PackagePolicy(
                id,
                newSettings,
                newDataStreams,
                newPolicyIds,
                revision + 1,
                version + 1,
                createdAt,
                createdBy,
                now,
                by);
    }

    String name() {
        return settings.path("name").asText();
    }

    String packageName() {
        return settings.at("/package/name").asText();
    }

    String packageVersion() {
        return settings.at("/package/version").asText();
    }

    boolean isEnabled() {
        return settings.path("enabled").asBoolean(true);
    }

    /** Whether somebody outside owns it, so that changes need {@code force}. */
    boolean isManaged() {
        return settings.path("is_managed").asBoolean();
    }

    Optional<String> outputId() {
        return Optional.ofNullable(settings.path("output_id").textValue());
    }

    Set<String> secretIds() {
        var ids = new LinkedHashSet<String>();
        settings.path("secret_references")
                .forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    /** Changes with every write; opaque to clients. */
    String opaqueVersion() {
        return Base64.getEncoder().encodeToString(("[" + version + ",1]").getBytes(StandardCharsets.UTF_8));
    }
}

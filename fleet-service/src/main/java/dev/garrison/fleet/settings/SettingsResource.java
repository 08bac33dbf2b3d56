package dev.garrison.fleet.settings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.platform.http.Body;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Settings of Fleet over HTTP: {@code /api/fleet/settings}. */
@Path("/api/fleet/settings")
@Consumes(MediaType.APPLICATION_JSON)
public class SettingsResource {
    private final SettingsService settings;

    SettingsResource(SettingsService settings) {
        this.settings = settings;
    }

    @GET
    @RequirePrivileges("fleet-settings-read")
    public Answer get() {
        return new Answer(settings.item());
    }

    @PUT
    @RequirePrivileges("fleet-settings-all")
    public Answer update(@NotNull Body<UpdateSettings> body) {
        return new Answer(settings.update(body.sent()));
    }

    /** What is absent stays. */
    public record UpdateSettings(
            @JsonProperty("additional_yaml_config") String additionalYamlConfig,
            @JsonProperty("delete_unenrolled_agents") DeleteUnenrolledAgents deleteUnenrolledAgents,
            @JsonProperty("has_seen_add_data_notice") Boolean hasSeenAddDataNotice,
            @JsonProperty("kibana_ca_sha256") String kibanaCaSha256,
            @Rule(Uris.class) @JsonProperty("kibana_urls") List<String> kibanaUrls,
            @JsonProperty("prerelease_integrations_enabled") Boolean prereleaseIntegrationsEnabled) {}

    public record DeleteUnenrolledAgents(
            @NotNull Boolean enabled, @NotNull @JsonProperty("is_preconfigured") Boolean isPreconfigured) {}

    public record Answer(@NotNull @Schema(implementation = Item.class) ObjectNode item) {}

    public record Item(
            @NotNull String id,
            String version,
            @JsonProperty("additional_yaml_config") String additionalYamlConfig,
            @JsonProperty("delete_unenrolled_agents") DeleteUnenrolledAgents deleteUnenrolledAgents,
            @JsonProperty("has_seen_add_data_notice") Boolean hasSeenAddDataNotice,
            @JsonProperty("kibana_ca_sha256") String kibanaCaSha256,
            @JsonProperty("kibana_urls") List<String> kibanaUrls,
            @JsonProperty("output_secret_storage_requirements_met") Boolean outputSecretStorageRequirementsMet,
            @JsonProperty("preconfigured_fields") List<PreconfiguredField> preconfiguredFields,
            @JsonProperty("prerelease_integrations_enabled") Boolean prereleaseIntegrationsEnabled,
            @JsonProperty("secret_storage_requirements_met") Boolean secretStorageRequirementsMet,
            @JsonProperty("use_space_awareness_migration_started_at") @Schema(nullable = true)
                    String useSpaceAwarenessMigrationStartedAt,
            @JsonProperty("use_space_awareness_migration_status") MigrationStatus useSpaceAwarenessMigrationStatus) {}

    /** What comes from the configuration. */
    public enum PreconfiguredField {
        fleet_server_hosts
    }

    /** Of a migration that only Kibana knows: never there. */
    public enum MigrationStatus {
        pending,
        success,
        error
    }

    /** Each an address with a scheme. */
    public static class Uris implements Rule.Check {
        @Override
        public String problem(JsonNode values) {
            for (var value : values) {
                if (!isUri(value.textValue())) {
                    return "value must be a valid URI (see RFC 3986).";
                }
            }
            return null;
        }

        private static boolean isUri(String text) {
            try {
                return URI.create(text).isAbsolute();
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}

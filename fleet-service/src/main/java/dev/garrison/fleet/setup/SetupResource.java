package dev.garrison.fleet.setup;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.fleet.downloadsources.DownloadSourceService;
import dev.garrison.fleet.enrollmentkeys.EnrollmentKeyService;
import dev.garrison.fleet.outputs.OutputService;
import dev.garrison.fleet.serverhosts.FleetServerHostService;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Whether Fleet is ready, and making it so: {@code /api/fleet/setup}, {@code /api/fleet/agents/setup}. */
@Path("/api/fleet")
@Consumes(MediaType.APPLICATION_JSON)
public class SetupResource {
    private final OutputService outputs;
    private final FleetServerHostService hosts;
    private final DownloadSourceService sources;
    private final EnrollmentKeyService keys;

    SetupResource(
            OutputService outputs,
            FleetServerHostService hosts,
            DownloadSourceService sources,
            EnrollmentKeyService keys) {
        this.outputs = outputs;
        this.hosts = hosts;
        this.sources = sources;
        this.keys = keys;
    }

    /** The agent protocol is built in, keys and encryption of secrets always are there: nothing can be missing. */
    @GET
    @Path("/agents/setup")
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Readiness readiness() {
        return new Readiness(true, List.of(), List.of(), true, false, null);
    }

    @POST
    @Path("/setup")
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Initialized setup() {
        return initialize();
    }

    @POST
    @Path("/agents/setup")
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Initialized setupAgents() {
        return initialize();
    }

    /** Adds what is missing and leaves what there is, so it may be called at any time, by many at once. */
    private Initialized initialize() {
        outputs.ensureDefault();
        hosts.ensureDefault();
        sources.ensureDefault();
        keys.ensureDefaults();
        return new Initialized(true, List.of());
    }

    /**
     * @param isSpaceAwarenessEnabled false: Fleet is the same in every space
     * @param packageVerificationKeyId of the key that signs packages; absent where none is checked
     */
    public record Readiness(
            @NotNull Boolean isReady,
            @NotNull @JsonProperty("missing_requirements") List<Requirement> missingRequirements,
            @NotNull @JsonProperty("missing_optional_features") List<OptionalFeature> missingOptionalFeatures,
            @JsonProperty("is_secrets_storage_enabled") Boolean isSecretsStorageEnabled,
            @JsonProperty("is_space_awareness_enabled") Boolean isSpaceAwarenessEnabled,
            @JsonProperty("package_verification_key_id") String packageVerificationKeyId) {}

    /** Without which no agent can enroll. */
    public enum Requirement {
        security_required,
        tls_required,
        api_keys,
        fleet_admin_user,
        fleet_server
    }

    /** Without which something works less well. */
    public enum OptionalFeature {
        encrypted_saved_object_encryption_key_required
    }

    public record Initialized(@NotNull Boolean isInitialized, @NotNull List<NonFatalError> nonFatalErrors) {}

    public record NonFatalError(@NotNull String name, @NotNull String message) {}
}

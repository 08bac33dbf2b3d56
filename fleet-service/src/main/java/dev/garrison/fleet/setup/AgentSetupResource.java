package dev.garrison.fleet.setup;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.fleet.setup.SetupService.Initialized;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Whether agents may come, and making it so: {@code /api/fleet/agents/setup}. */
@Path("/api/fleet/agents/setup")
@Consumes(MediaType.APPLICATION_JSON)
public class AgentSetupResource {
    private final SetupService setup;

    AgentSetupResource(SetupService setup) {
        this.setup = setup;
    }

    /** The agent protocol is built in, keys and encryption of secrets always are there: nothing can be missing. */
    @GET
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Readiness readiness() {
        return new Readiness(true, List.of(), List.of(), true, false, null);
    }

    @POST
    @RequirePrivileges(anyOf = {"fleet-agents-read", "fleet-agent-policies-read", "fleet-settings-read", "fleet-setup"})
    public Initialized setup() {
        return setup.initialize();
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
}

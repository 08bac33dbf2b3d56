package dev.garrison.fleet.agentpolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.signing.SignedMessage;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A compiled policy, for the OpenAPI document: {@link PolicyCompiler} makes it, and overrides may add anything. */
@Schema(additionalProperties = Schema.True.class)
public record FullAgentPolicy(
        @NotNull String id,
        Integer revision,
        List<String> namespaces,
        @NotNull Map<String, ObjectNode> outputs,
        @JsonProperty("output_permissions") Map<String, ObjectNode> outputPermissions,
        ObjectNode fleet,
        @NotNull List<ObjectNode> inputs,
        Agent agent,
        @JsonProperty("secret_references") List<SecretReference> secretReferences,
        SignedMessage signed) {

    @Schema(additionalProperties = Schema.True.class)
    public record Agent(
            @NotNull ObjectNode monitoring,
            @NotNull ObjectNode download,
            @NotNull Map<String, ObjectNode> features,
            Protection protection,
            ObjectNode logging,
            ObjectNode limits) {}

    public record Protection(
            @NotNull Boolean enabled,
            @NotNull @JsonProperty("uninstall_token_hash") String uninstallTokenHash,
            @NotNull @JsonProperty("signing_key") String signingKey) {}

    public record SecretReference(@NotNull String id) {}
}

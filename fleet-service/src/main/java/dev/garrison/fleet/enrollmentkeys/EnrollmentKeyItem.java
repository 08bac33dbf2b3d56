package dev.garrison.fleet.enrollmentkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An enrollment key as clients see it.
 *
 * @param apiKey base64 of {@code api_key_id:secret}: what agents are started with
 * @param active false once revoked
 * @param hidden only ever set for agentless policies, of which there are none
 * @param namespaces only where Fleet is split by spaces, which it is not
 */
public record EnrollmentKeyItem(
        @NotNull String id,
        @NotNull Boolean active,
        @NotNull @JsonProperty("api_key") String apiKey,
        @NotNull @JsonProperty("api_key_id") String apiKeyId,
        @NotNull @JsonProperty("created_at") @Schema(implementation = String.class) Instant createdAt,
        String name,
        @JsonProperty("policy_id") String policyId,
        Boolean hidden,
        List<String> namespaces) {

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "EnrollmentKeyItem[" + id + "]";
    }
}

package dev.garrison.fleet.packagepolicies;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One side of an upgrade, for the OpenAPI document: a {@link PackagePolicyItem}, the proposed one without id and with its errors. */
@Schema(additionalProperties = Schema.True.class)
public record ProposedPackagePolicy(@NotNull String name, List<Problem> errors) {
    public record Problem(String key, List<String> message) {}
}

package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.InheritedNamespace;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.Input;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.Overrides;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.PackageName;
import dev.garrison.fleet.packagepolicies.PackagePolicyFields.SimplifiedInputs;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.Rule;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for a change of a package policy: an absent field keeps its value, save inputs and variables in the simplified format, which are
 * made anew.
 *
 * @param id not looked at: the path says which
 * @param version see {@link PackagePolicyItem}: the change is refused if it is not the present one
 * @param force an instruction, not stored: also what is managed, hosted or frozen
 */
public record UpdatePackagePolicy(
        String id,
        @Size(min = 1) String name,
        String description,
        @Rule(InheritedNamespace.class) String namespace,
        @JsonProperty("policy_id") @Schema(nullable = true, deprecated = true) String policyId,
        @JsonProperty("policy_ids") List<String> policyIds,
        @JsonProperty("output_id") @Schema(nullable = true) String outputId,
        Boolean enabled,
        @JsonProperty("is_managed") Boolean isManaged,
        @JsonProperty("package") PackageName ofPackage,
        @Rule(SimplifiedInputs.class) @OneOf({Input[].class, ObjectNode.class}) JsonNode inputs,
        Map<String, Object> vars,
        @Schema(nullable = true) Overrides overrides,
        @JsonProperty("supports_agentless") @Schema(nullable = true) Boolean supportsAgentless,
        List<String> spaceIds,
        String version,
        Boolean force) {}

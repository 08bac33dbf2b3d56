package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.garrison.fleet.agentpolicies.AgentPolicy;
import dev.garrison.fleet.agentpolicies.AgentPolicyService;
import dev.garrison.fleet.packagepolicies.PackagePolicyItem.PackageReference;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Takes package policies off their agent policies for good. */
@ApplicationScoped
class PackagePolicyDeletion {
    private final PackagePolicyRepository policies;
    private final PackagePolicyWrites writes;
    private final AgentPolicyService agentPolicies;
    private final CurrentPrincipal principal;

    PackagePolicyDeletion(
            PackagePolicyRepository policies,
            PackagePolicyWrites writes,
            AgentPolicyService agentPolicies,
            CurrentPrincipal principal) {
        this.policies = policies;
        this.writes = writes;
        this.agentPolicies = agentPolicies;
        this.principal = principal;
    }

    /** What became of one; those that could not be deleted have a {@code statusCode} and a {@code body}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            @NotNull String id,
            String name,
            @NotNull Boolean success,
            @JsonProperty("package") PackageReference ofPackage,
            @JsonProperty("policy_id") @Schema(nullable = true) String policyId,
            @JsonProperty("policy_ids") List<String> policyIds,
            @JsonProperty("output_id") @Schema(nullable = true) String outputId,
            Integer statusCode,
            Message body) {}

    public record Message(@NotNull String message) {}

    /**
     * Deletes what may be deleted, with one new revision for each agent policy concerned.
     *
     * @param force also those that are managed, or on hosted agent policies
     * @return for each id in its order what became of it
     */
    @Transactional
    public List<Result> delete(List<String> ids, boolean force) {
        var wanted = Set.copyOf(ids);
        var targets = policies.byIds(wanted).stream()
                .flatMap(policy -> policy.policyIds().stream())
                .collect(Collectors.toSet());
        var hosted = agentPolicies.lock(targets).stream()
                .filter(AgentPolicy::isManaged)
                .map(AgentPolicy::id)
                .collect(Collectors.toSet());
        var found = policies.lock(wanted).stream().collect(Collectors.toMap(PackagePolicy::id, Function.identity()));
        var gone = new ArrayList<PackagePolicy>();
        var results = ids.stream()
                .map(id -> {
                    var policy = found.get(id);
                    if (policy == null) {
                        return failure(id, 404, "Saved object [ingest-package-policies/" + id + "] not found");
                    }
                    var refusal = force ? null : refusal(policy, hosted);
                    if (refusal != null) {
                        return failure(id, 400, refusal);
                    }
                    gone.add(policy);
                    return success(policy);
                })
                .toList();
        if (!gone.isEmpty()) {
            writes.delete(gone, principal.username());
        }
        return results;
    }

    /**
     * Deletes one, unless it is gone already.
     *
     * @throws ApiException 400: it is managed or on a hosted agent policy, without {@code force}
     */
    @Transactional
    public void delete(String id, boolean force) {
        var result = delete(List.of(id), force).get(0);
        if (!result.success() && result.statusCode() != 404) {
            throw ApiException.of(result.statusCode(), "%s", result.body().message());
        }
    }

    private static String refusal(PackagePolicy policy, Collection<String> hosted) {
        if (policy.isManaged()) {
            return "Cannot delete package policy " + policy.id() + PackagePolicyService.MANAGED;
        }
        return policy.policyIds().stream().anyMatch(hosted::contains)
                ? "Cannot remove integrations of hosted agent policy" + AgentPolicyService.HOSTED
                : null;
    }

    private static Result success(PackagePolicy policy) {
        return new Result(
                policy.id(),
                policy.name(),
                true,
                PackageReference.of(policy),
                policy.policyIds().isEmpty() ? null : policy.policyIds().get(0),
                policy.policyIds(),
                policy.outputId().orElse(null),
                null,
                null);
    }

    private static Result failure(String id, int status, String message) {
        return new Result(id, null, false, null, null, null, null, status, new Message(message));
    }
}

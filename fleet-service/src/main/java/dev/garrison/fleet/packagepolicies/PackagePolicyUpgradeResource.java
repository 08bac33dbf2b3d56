package dev.garrison.fleet.packagepolicies;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.fleet.packagepolicies.PackagePolicyDeletion.Message;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Upgrades of package policies: {@code /api/fleet/package_policies/upgrade}. */
@Path("/api/fleet/package_policies/upgrade")
@Consumes(MediaType.APPLICATION_JSON)
public class PackagePolicyUpgradeResource {
    private final PackagePolicyUpgrades upgrades;
    private final UpgradeDryRun dryRun;
    private final CurrentPrincipal principal;

    PackagePolicyUpgradeResource(PackagePolicyUpgrades upgrades, UpgradeDryRun dryRun, CurrentPrincipal principal) {
        this.upgrades = upgrades;
        this.dryRun = dryRun;
        this.principal = principal;
    }

    @POST
    @RequirePrivileges({"fleet-agent-policies-all", "integrations-all"})
    public List<Upgraded> upgrade(@NotNull Upgrade body) {
        return upgrades.upgrade(body.packagePolicyIds(), principal.username()).stream()
                .map(policy -> new Upgraded(policy.id(), policy.name(), true, null, null))
                .toList();
    }

    @POST
    @Path("/dryrun")
    @RequirePrivileges({"fleet-agent-policies-read", "integrations-read"})
    public List<UpgradeDryRun.Preview> dryRun(@NotNull DryRun body) {
        return dryRun.preview(body.packagePolicyIds(), body.packageVersion());
    }

    public record Upgrade(@NotNull List<String> packagePolicyIds) {}

    /** @param packageVersion absent: the installed one */
    public record DryRun(@NotNull List<String> packagePolicyIds, String packageVersion) {}

    /** A failure is the whole answer's, so the last two are never there. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Upgraded(
            @NotNull String id, String name, @NotNull Boolean success, Integer statusCode, Message body) {}
}

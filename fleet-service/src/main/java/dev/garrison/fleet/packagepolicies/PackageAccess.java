package dev.garrison.fleet.packagepolicies;

import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.enterprise.context.ApplicationScoped;

/** Who manages Elastic Defend's policies in Security reaches its package policies, and no others, without a privilege of Fleet. */
@ApplicationScoped
class PackageAccess {
    static final String READ_POLICY_MANAGEMENT = "securitySolution-readPolicyManagement";
    static final String WRITE_POLICY_MANAGEMENT = "securitySolution-writePolicyManagement";

    private static final String ENDPOINT = "endpoint";

    private final CurrentPrincipal principal;

    PackageAccess(CurrentPrincipal principal) {
        this.principal = principal;
    }

    /** The only package whose policies the caller reads; null: those of all. */
    String onlyPackage() {
        var caller = principal.get();
        return caller.has("fleet-agent-policies-read") && caller.has("integrations-read") ? null : ENDPOINT;
    }

    /** @throws ApiException 403 */
    void requireRead(PackagePolicy policy) {
        var only = onlyPackage();
        if (only != null && !only.equals(policy.packageName())) {
            throw ApiException.forbidden(
                    "Authorization denied to package: %s. Allowed package(s): %s", policy.packageName(), only);
        }
    }

    /** @throws ApiException 403 */
    void requireUpdate(PackagePolicy policy) {
        var caller = principal.get();
        var all = caller.has("fleet-agent-policies-all") && caller.has("integrations-all");
        if (!all && !policy.packageName().equals(ENDPOINT)) {
            throw ApiException.forbidden("Update for package name %s is not authorized.", policy.packageName());
        }
    }
}

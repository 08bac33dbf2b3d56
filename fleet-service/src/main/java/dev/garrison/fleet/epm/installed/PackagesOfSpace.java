package dev.garrison.fleet.epm.installed;

import dev.garrison.platform.spaces.SpaceBound;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** A space that is deleted takes its Kibana assets along. Packages stay, and what was installed there first is the default space's. */
@ApplicationScoped
class PackagesOfSpace implements SpaceBound {
    private final InstallationRepository installations;

    PackagesOfSpace(InstallationRepository installations) {
        this.installations = installations;
    }

    @Override
    public void deleteOf(String space, Instant createdBefore) {
        installations.forgetSpace(space, createdBefore);
    }
}

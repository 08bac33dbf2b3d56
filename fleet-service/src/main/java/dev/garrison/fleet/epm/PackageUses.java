package dev.garrison.fleet.epm;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jboss.logging.Logger;

/** Every {@link PackageUse} taken together; without any, nothing stands on packages. */
@ApplicationScoped
public class PackageUses {
    private static final Logger LOG = Logger.getLogger(PackageUses.class);

    private final List<PackageUse> uses;

    PackageUses(@All List<PackageUse> uses) {
        this.uses = uses;
    }

    public PackageUse.Counts count(String packageName) {
        int agentPolicies = 0;
        int packagePolicies = 0;
        for (var use : uses) {
            var counts = use.count(packageName);
            agentPolicies += counts.agentPolicies();
            packagePolicies += counts.packagePolicies();
        }
        return new PackageUse.Counts(agentPolicies, packagePolicies);
    }

    public Collection<String> versions(String packageName) {
        var versions = new LinkedHashSet<String>();
        uses.forEach(use -> versions.addAll(use.versions(packageName)));
        return versions;
    }

    public void release(String packageName, boolean force) {
        uses.forEach(use -> use.release(packageName, force));
    }

    /** The package is installed already, so what goes wrong here is logged and no more. */
    public void follow(PackageContent content) {
        for (var use : uses) {
            try {
                use.follow(content);
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "Package policies of %s were not upgraded",
                        content.manifest().name());
            }
        }
    }
}

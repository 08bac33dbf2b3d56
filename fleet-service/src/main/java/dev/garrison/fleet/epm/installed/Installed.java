package dev.garrison.fleet.epm.installed;

import dev.garrison.fleet.epm.assets.AssetReference;
import java.util.List;

/**
 * What an install came to.
 *
 * @param done false: this version was installed before, and nothing was done
 */
public record Installed(
        String name,
        String version,
        InstallSource source,
        InstallType type,
        boolean done,
        boolean keepPoliciesUpToDate,
        List<AssetReference> assets) {}

package dev.garrison.fleet.epm;

import java.util.Collection;

/** What stands on packages: a bean of this kind knows package policies. */
public interface PackageUse {
    /**
     * @param agentPolicies that have one or more of them
     * @param packagePolicies of the package
     */
    record Counts(int agentPolicies, int packagePolicies) {
        public static final Counts NONE = new Counts(0, 0);
    }

    /** @return nothing is counted for packages that nobody knows */
    Counts count(String packageName);

    /** Versions of a package that package policies have; their files are kept. In the transaction of an install. */
    Collection<String> versions(String packageName);

    /**
     * Deletes the package policies of a package, with new revisions of their agent policies, in the transaction that removes it.
     *
     * @param force also those whose agent policies have agents
     * @throws dev.garrison.platform.http.ApiException 400: {@code Unable to remove package with existing package policy(s) in use by
     *     agent(s)}, without {@code force}
     */
    void release(String packageName, boolean force);

    /**
     * Another version is installed, and package policies are to follow it. Called after commit, outside any transaction; a failure is
     * logged and leaves them as they were.
     */
    void follow(PackageContent content);
}

package dev.garrison.fleet.epm.install;

/**
 * How a package is to be installed.
 *
 * @param force also over the same version or a newer one, and after whoever installs it now
 * @param anyKibana also a package that asks for another version of Kibana
 * @param prerelease whether the latest version may be a prerelease
 * @param space where the Kibana assets go
 */
public record InstallRequest(boolean force, boolean anyKibana, boolean prerelease, String space) {
    public static InstallRequest forced(String space) {
        return new InstallRequest(true, false, false, space);
    }

    InstallRequest withForce() {
        return new InstallRequest(true, anyKibana, prerelease, space);
    }
}

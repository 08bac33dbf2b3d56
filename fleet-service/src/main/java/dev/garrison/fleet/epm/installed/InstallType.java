package dev.garrison.fleet.epm.installed;

/** What an install is to what is installed already, as clients read it. */
public enum InstallType {
    install,
    reinstall,
    update;

    /** @param present null: nothing is installed */
    public static InstallType of(Installation present, String version) {
        if (present == null) {
            return install;
        }
        return present.version().equals(version) ? reinstall : update;
    }
}

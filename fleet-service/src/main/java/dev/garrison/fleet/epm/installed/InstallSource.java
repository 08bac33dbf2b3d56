package dev.garrison.fleet.epm.installed;

/** Where an installed package came from, as clients read it. */
public enum InstallSource {
    registry,
    bundled,
    upload,
    custom
}

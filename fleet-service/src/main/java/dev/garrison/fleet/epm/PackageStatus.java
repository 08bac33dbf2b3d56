package dev.garrison.fleet.epm;

/**
 * How a package stands, as clients read it. An install is one transaction here, so nobody sees the two in the middle; they are what
 * clients may meet elsewhere.
 */
enum PackageStatus {
    installed,
    not_installed,
    installing,
    install_failed
}

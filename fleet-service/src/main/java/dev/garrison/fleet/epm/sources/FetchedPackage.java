package dev.garrison.fleet.epm.sources;

import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.installed.InstallSource;

/** A package that is not installed yet. */
public record FetchedPackage(PackageArchive archive, InstallSource source) {}

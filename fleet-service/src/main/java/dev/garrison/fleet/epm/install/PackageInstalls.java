package dev.garrison.fleet.epm.install;

import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.PackageUses;
import dev.garrison.fleet.epm.archive.PackageArchive;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.InstallType;
import dev.garrison.fleet.epm.installed.Installation;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.installed.PackageInstaller;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.fleet.epm.sources.PackageSources;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Installs by name and version, or from an archive. What is asked of a registry and unpacked comes before the transaction that puts it in
 * place, so a refused archive leaves nothing behind.
 */
@ApplicationScoped
public class PackageInstalls {
    private static final int CONFLICT = 409;

    /** An archive and its contents are in memory, up to 350 MB of it: a replica takes one after the other. */
    private final Semaphore memory = new Semaphore(1, true);

    private final PackageSources sources;
    private final Installations installations;
    private final PackageInstaller installer;
    private final PackageUses uses;

    PackageInstalls(PackageSources sources, Installations installations, PackageInstaller installer, PackageUses uses) {
        this.sources = sources;
        this.installations = installations;
        this.installer = installer;
        this.uses = uses;
    }

    /** What was installed, with its content. */
    private record Done(Installed installed, PackageContent content) {}

    /**
     * @param version null for the latest
     * @throws ApiException 404: neither bundled nor in the registry; 400: out of date, without force; 409: it is being installed
     */
    public Installed install(String name, String version, InstallRequest request) {
        if (version != null) {
            var wanted = SemanticVersion.parse(version)
                    .orElseThrow(() -> ApiException.badRequest(
                            "Package key parsing failed: package version was not a valid semver"));
            var bundled = sources.bundled(name, version);
            return bundled.isPresent()
                    ? fromBundle(bundled.get(), name, version, request)
                    : fromRegistry(name, version, wanted, request);
        }
        var latest =
                sources.latest(name, request.prerelease(), request.anyKibana()).orElseThrow(() -> notFound(name));
        if (latest.isBundled()) {
            var archive = sources.bundled(name, latest.version()).orElseThrow(() -> notFound(name));
            return fromBundle(archive, name, latest.version(), request);
        }
        return fromRegistry(name, latest.version(), SemanticVersion.of(latest.version()), request);
    }

    /**
     * An archive that somebody has sent or that was made here; it may replace any version.
     *
     * @param archive called when there is memory for it
     */
    Installed install(Supplier<PackageArchive> archive, InstallSource source, String space) {
        return bounded(() -> place(archive.get(), source, InstallRequest.forced(space)));
    }

    /** What an install would answer that finds this version in place. */
    Installed recorded(Installation present) {
        return installer.recorded(present);
    }

    private Installed fromBundle(PackageArchive archive, String name, String version, InstallRequest request) {
        requireIs(archive, name, version);
        return bounded(() -> place(archive, InstallSource.bundled, request.withForce()));
    }

    private Installed fromRegistry(String name, String version, SemanticVersion wanted, InstallRequest request) {
        var latest = sources.latest(name, request.prerelease() || wanted.isPrerelease(), request.anyKibana())
                .orElseThrow(() -> notFound(name));
        var present = installations.find(name).orElse(null);
        var type = InstallType.of(present, version);
        if (!request.force()
                && type != InstallType.reinstall
                && wanted.compareTo(SemanticVersion.of(latest.version())) < 0) {
            throw ApiException.badRequest("%s-%s is out-of-date and cannot be installed or updated", name, version);
        }
        if (type == InstallType.reinstall && !request.force()) {
            return installer.recorded(present);
        }
        return bounded(() -> {
            var archive = sources.fromRegistry(name, version)
                    .orElseThrow(() -> ApiException.notFound("%s@%s not found", name, version));
            requireIs(archive, name, version);
            return place(archive, InstallSource.registry, request);
        });
    }

    /** A registry or a file may hold another package than its name says. */
    private static void requireIs(PackageArchive archive, String name, String version) {
        if (!archive.root().equals(name + "-" + version)) {
            throw ApiException.badRequest(
                    "Name %s and version %s do not match top-level directory %s", name, version, archive.root());
        }
    }

    private Done place(PackageArchive archive, InstallSource source, InstallRequest request) {
        var content = PackageContent.of(archive);
        var manifest = content.manifest();
        try {
            return new Done(installer.install(manifest, archive, source, request.force(), request.space()), content);
        } catch (RuntimeException e) {
            if (!(e instanceof ApiException refused && refused.status() == CONFLICT)) {
                remember(manifest.name(), manifest.version(), e);
            }
            throw e;
        }
    }

    private void remember(String name, String version, RuntimeException cause) {
        try {
            installer.failed(name, version, cause);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Installed bounded(Supplier<Done> install) {
        Done done;
        memory.acquireUninterruptibly();
        try {
            done = install.get();
        } finally {
            memory.release();
        }
        var installed = done.installed();
        if (installed.done() && installed.keepPoliciesUpToDate() && installed.type() == InstallType.update) {
            uses.follow(done.content());
        }
        return installed;
    }

    private static ApiException notFound(String name) {
        return ApiException.notFound("[%s] package not found in registry", name);
    }
}

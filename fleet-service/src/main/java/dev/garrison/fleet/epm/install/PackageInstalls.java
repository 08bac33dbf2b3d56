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
    /** Archives and their contents are in memory: a replica that is sent many keeps them waiting. */
    private static final int AT_ONCE = 2;

    private final Semaphore memory = new Semaphore(AT_ONCE, true);
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
            if (bundled.isPresent()) {
                return bounded(() -> install(bundled.get(), InstallSource.bundled, request.withForce()));
            }
            return fromRegistry(name, version, wanted, request);
        }
        var latest =
                sources.latest(name, request.prerelease(), request.anyKibana()).orElseThrow(() -> notFound(name));
        if (latest.isBundled()) {
            var archive = sources.bundled(name, latest.version()).orElseThrow(() -> notFound(name));
            return bounded(() -> install(archive, InstallSource.bundled, request.withForce()));
        }
        return fromRegistry(name, latest.version(), SemanticVersion.of(latest.version()), request);
    }

    /** What an install would answer that finds this version in place. */
    Installed recorded(Installation present) {
        return installer.recorded(present);
    }

    /** An archive that somebody has sent or that was made here; it may replace any version. Within {@link #bounded}. */
    Installed install(PackageArchive archive, InstallSource source, String space) {
        return install(archive, source, InstallRequest.forced(space));
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
            var fetched = sources.fromRegistry(name, version)
                    .orElseThrow(() -> ApiException.notFound("%s@%s not found", name, version));
            return install(fetched.archive(), fetched.source(), request);
        });
    }

    private Installed install(PackageArchive archive, InstallSource source, InstallRequest request) {
        var content = PackageContent.of(archive);
        var manifest = content.manifest();
        try {
            var installed = installer.install(manifest, archive, source, request.force(), request.space());
            if (installed.done() && installed.keepPoliciesUpToDate() && installed.type() == InstallType.update) {
                uses.follow(content);
            }
            return installed;
        } catch (ApiException e) {
            if (e.status() != 409) {
                remember(manifest.name(), manifest.version(), e);
            }
            throw e;
        } catch (RuntimeException e) {
            remember(manifest.name(), manifest.version(), e);
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

    /** Waits until there is memory for one more archive. */
    Installed bounded(Supplier<Installed> install) {
        memory.acquireUninterruptibly();
        try {
            return install.get();
        } finally {
            memory.release();
        }
    }

    private static ApiException notFound(String name) {
        return ApiException.notFound("[%s] package not found in registry", name);
    }
}

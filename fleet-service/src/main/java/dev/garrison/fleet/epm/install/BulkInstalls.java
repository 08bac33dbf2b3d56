package dev.garrison.fleet.epm.install;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.installed.InstallSource;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.manifest.SemanticVersion;
import dev.garrison.platform.http.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import java.util.Collection;
import java.util.List;

/** Several installs in one request, each for itself: what goes wrong with one is told in its place. */
@ApplicationScoped
public class BulkInstalls {
    private final Installations installations;
    private final PackageInstalls installs;

    BulkInstalls(Installations installations, PackageInstalls installs) {
        this.installations = installations;
        this.installs = installs;
    }

    /** @param version null for the latest */
    public record Wanted(String name, String version, boolean prerelease) {}

    /** What came of one: {@code version} and {@code result}, or {@code statusCode} and {@code error}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(@NotNull String name, String version, Result result, Integer statusCode, String error) {}

    /** As it is called in answers. */
    public enum Status {
        installed,
        already_installed
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            List<AssetReference> assets, Status status, @NotNull String installType, InstallSource installSource) {}

    /** @return in the order of the request */
    public List<Item> install(Collection<Wanted> packages, boolean force, String space) {
        return packages.stream().map(wanted -> install(wanted, force, space)).toList();
    }

    private Item install(Wanted wanted, boolean force, String space) {
        try {
            var present = installations.find(wanted.name()).orElse(null);
            if (present != null && !force && isAtLeast(present.version(), wanted.version())) {
                var recorded = installs.recorded(present);
                return new Item(
                        wanted.name(),
                        present.version(),
                        new Result(recorded.assets(), Status.already_installed, "unknown", null),
                        null,
                        null);
            }
            var request = new InstallRequest(force, false, wanted.prerelease(), space);
            return item(installs.install(wanted.name(), wanted.version(), request));
        } catch (ApiException e) {
            return new Item(wanted.name(), null, null, e.status(), e.getMessage());
        }
    }

    private static Item item(Installed installed) {
        var status = installed.done() ? Status.installed : Status.already_installed;
        var type = installed.done() ? installed.type().name() : "unknown";
        return new Item(
                installed.name(),
                installed.version(),
                new Result(installed.assets(), status, type, installed.source()),
                null,
                null);
    }

    /** @param wanted null: the latest, which has to be looked for */
    private static boolean isAtLeast(String version, String wanted) {
        return wanted != null
                && SemanticVersion.parse(wanted)
                        .map(minimum -> SemanticVersion.of(version).compareTo(minimum) >= 0)
                        .orElse(false);
    }
}

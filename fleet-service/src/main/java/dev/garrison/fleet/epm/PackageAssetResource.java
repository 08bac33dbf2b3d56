package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.installed.Installations;
import dev.garrison.fleet.epm.installed.InstalledAsset;
import dev.garrison.fleet.epm.installed.KibanaAssetSpaces;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a package has brought: {@code /api/fleet/epm/packages/{name}/{version}/kibana_assets} and transforms. */
@Path("/api/fleet/epm/packages")
@Consumes(MediaType.APPLICATION_JSON)
public class PackageAssetResource {
    private final KibanaAssetSpaces spaces;
    private final Installations installations;
    private final CurrentPrincipal principal;

    PackageAssetResource(KibanaAssetSpaces spaces, Installations installations, CurrentPrincipal principal) {
        this.spaces = spaces;
        this.installations = installations;
        this.principal = principal;
    }

    /** @param force taken and not looked at, as Kibana does */
    @POST
    @Path("/{pkgName}/{pkgVersion}/kibana_assets")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Success install(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @QueryParam("force") String force,
            InstallAssets body) {
        spaces.add(name, version, principal.space());
        return new Success(true);
    }

    /** @param force taken and not looked at, as Kibana does */
    @DELETE
    @Path("/{pkgName}/{pkgVersion}/kibana_assets")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Success delete(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @QueryParam("force") String force) {
        spaces.remove(name, version, principal.space());
        return new Success(true);
    }

    /** Transforms are recorded and never run, so there is nothing to authorize those of the package for. */
    @POST
    @Path("/{pkgName}/{pkgVersion}/transforms/authorize")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public List<Authorized> authorize(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @QueryParam("prerelease") Boolean prerelease,
            @NotNull Authorize body) {
        var own = installations.assets(name).stream()
                .map(InstalledAsset::reference)
                .filter(asset -> asset.type().equals("transform"))
                .map(AssetReference::id)
                .collect(Collectors.toSet());
        return body.transforms().stream()
                .map(transform -> new Authorized(
                        transform.transformId(),
                        own.contains(transform.transformId()),
                        own.contains(transform.transformId())
                                ? null
                                : "No transform of " + name + " that is installed: " + transform.transformId()))
                .toList();
    }

    /** @param force taken and not looked at, as Kibana does */
    public record InstallAssets(Boolean force) {}

    public record Success(@NotNull Boolean success) {}

    public record Authorize(@NotNull List<Transform> transforms) {}

    public record Transform(@NotNull String transformId) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Authorized(
            @NotNull String transformId, @NotNull Boolean success, @Schema(nullable = true) String error) {}
}

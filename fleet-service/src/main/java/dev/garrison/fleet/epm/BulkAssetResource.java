package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.garrison.fleet.epm.installed.KibanaAssetSpaces;
import dev.garrison.fleet.epm.installed.KnownAsset;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** Saved objects of packages, by type and id: {@code /api/fleet/epm/bulk_assets}. */
@Path("/api/fleet/epm/bulk_assets")
@Consumes(MediaType.APPLICATION_JSON)
public class BulkAssetResource {
    private final KibanaAssetSpaces spaces;
    private final CurrentPrincipal principal;

    BulkAssetResource(KibanaAssetSpaces spaces, CurrentPrincipal principal) {
        this.spaces = spaces;
        this.principal = principal;
    }

    @POST
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    public Assets bulk(@NotNull BulkAssets body) {
        var found = spaces.find(
                body.assetIds().stream().map(AssetId::type).toList(),
                body.assetIds().stream().map(AssetId::id).toList(),
                principal.space());
        return new Assets(found.stream().map(Asset::of).toList());
    }

    public record BulkAssets(@NotNull List<AssetId> assetIds) {}

    public record AssetId(@NotNull String id, @NotNull String type) {}

    public record Assets(@NotNull List<Asset> items) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Asset(
            @NotNull String id,
            @NotNull String type,
            Instant updatedAt,
            @NotNull Attributes attributes,
            String appLink) {
        static Asset of(KnownAsset asset) {
            return new Asset(
                    asset.id(),
                    asset.type(),
                    asset.updatedAt(),
                    new Attributes(asset.title(), asset.description()),
                    asset.type().equals("dashboard") ? "/app/dashboards#/view/" + asset.id() : "");
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attributes(String title, String description) {}
}

package dev.garrison.fleet.epm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.garrison.fleet.epm.archive.ArchiveType;
import dev.garrison.fleet.epm.assets.AssetReference;
import dev.garrison.fleet.epm.install.BulkInstalls;
import dev.garrison.fleet.epm.install.InstallRequest;
import dev.garrison.fleet.epm.install.PackageInstalls;
import dev.garrison.fleet.epm.install.PackageUploads;
import dev.garrison.fleet.epm.installed.Installed;
import dev.garrison.fleet.epm.installed.PackageRemoval;
import dev.garrison.platform.http.ApiException;
import dev.garrison.platform.http.OneOf;
import dev.garrison.platform.http.RequirePrivileges;
import dev.garrison.platform.security.CurrentPrincipal;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** Packages come and go: {@code /api/fleet/epm/packages}. */
@Path("/api/fleet/epm/packages")
@Consumes(MediaType.APPLICATION_JSON)
public class PackageInstallResource {
    private final PackageInstalls installs;
    private final PackageUploads uploads;
    private final BulkInstalls bulk;
    private final PackageRemoval removal;
    private final CurrentPrincipal principal;

    PackageInstallResource(
            PackageInstalls installs,
            PackageUploads uploads,
            BulkInstalls bulk,
            PackageRemoval removal,
            CurrentPrincipal principal) {
        this.installs = installs;
        this.uploads = uploads;
        this.bulk = bulk;
        this.removal = removal;
        this.principal = principal;
    }

    @POST
    @Path("/{pkgName}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Answer install(@PathParam("pkgName") String name, @BeanParam InstallQuery query, Install body) {
        return Answer.of(installs.install(name, null, request(query, body)));
    }

    @POST
    @Path("/{pkgName}/{pkgVersion}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Answer installVersion(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @BeanParam InstallQuery query,
            Install body) {
        return Answer.of(installs.install(name, version, request(query, body)));
    }

    /** The body is the archive itself. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = "application/zip", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "application/gzip", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    public Answer upload(
            @QueryParam("ignoreMappingUpdateErrors") @DefaultValue("false") boolean ignoreMappingUpdateErrors,
            @QueryParam("skipDataStreamRollover") @DefaultValue("false") boolean skipDataStreamRollover,
            @Context HttpHeaders headers,
            InputStream body) {
        return Answer.of(uploads.upload(body, type(headers.getMediaType()), principal.space()));
    }

    @POST
    @Path("/_bulk")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public BulkAnswer bulk(@QueryParam("prerelease") boolean prerelease, @NotNull Bulk body) {
        var wanted = new LinkedHashMap<String, BulkInstalls.Wanted>();
        for (var each : body.packages()) {
            var name = each.isTextual() ? each.textValue() : each.get("name").textValue();
            var version = each.path("version").textValue();
            wanted.putIfAbsent(
                    name,
                    new BulkInstalls.Wanted(
                            name, version, prerelease || each.path("prerelease").booleanValue()));
        }
        return new BulkAnswer(bulk.install(wanted.values(), Boolean.TRUE.equals(body.force()), principal.space()));
    }

    @DELETE
    @Path("/{pkgName}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Removed delete(@PathParam("pkgName") String name, @QueryParam("force") boolean force) {
        return new Removed(removal.remove(name, force));
    }

    /** Whichever version is installed. */
    @DELETE
    @Path("/{pkgName}/{pkgVersion}")
    @RequirePrivileges({"integrations-all", "fleet-agent-policies-all"})
    public Removed deleteVersion(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @QueryParam("force") boolean force) {
        return new Removed(removal.remove(name, force));
    }

    private InstallRequest request(InstallQuery query, Install body) {
        return new InstallRequest(
                body != null && Boolean.TRUE.equals(body.force()),
                body != null && Boolean.TRUE.equals(body.ignoreConstraints()),
                Boolean.TRUE.equals(query.prerelease()),
                principal.space());
    }

    private static ArchiveType type(MediaType sent) {
        for (var type : ArchiveType.values()) {
            if (sent != null && type.contentType().equals(sent.getType() + "/" + sent.getSubtype())) {
                return type;
            }
        }
        throw ApiException.of(415, "Unsupported Media Type");
    }

    /**
     * @param ignoreMappingUpdateErrors taken and not looked at: there are no mappings
     * @param skipDataStreamRollover taken and not looked at: there are no data streams to roll over
     */
    public record InstallQuery(
            @QueryParam("prerelease") Boolean prerelease,
            @QueryParam("ignoreMappingUpdateErrors") @DefaultValue("false") boolean ignoreMappingUpdateErrors,
            @QueryParam("skipDataStreamRollover") @DefaultValue("false") boolean skipDataStreamRollover) {}

    /** @param ignoreConstraints also a package that asks for another version of Kibana */
    public record Install(Boolean force, @JsonProperty("ignore_constraints") Boolean ignoreConstraints) {}

    public record Bulk(
            @NotNull @Size(min = 1) List<@OneOf({String.class, BulkPackage.class}) JsonNode> packages, Boolean force) {}

    public record BulkPackage(@NotNull String name, @NotNull String version, Boolean prerelease) {}

    public record Answer(@NotNull List<AssetReference> items, @NotNull @JsonProperty("_meta") Meta meta) {
        static Answer of(Installed installed) {
            return new Answer(installed.assets(), new Meta(installed.source().name()));
        }
    }

    public record Meta(@NotNull @JsonProperty("install_source") String installSource) {}

    public record BulkAnswer(@NotNull List<BulkInstalls.Item> items) {}

    public record Removed(@NotNull List<AssetReference> items) {}
}

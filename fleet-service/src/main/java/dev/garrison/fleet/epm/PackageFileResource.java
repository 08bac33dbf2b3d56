package dev.garrison.fleet.epm;

import dev.garrison.platform.http.RequirePrivileges;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Files of packages, installed or not: {@code /api/fleet/epm/packages/{name}/{version}/{path}}. */
@Path("/api/fleet/epm/packages")
public class PackageFileResource {
    private final PackageFiles files;

    PackageFileResource(PackageFiles files) {
        this.files = files;
    }

    @GET
    @Path("/{pkgName}/{pkgVersion}/{filePath:.+}")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    @APIResponse(
            responseCode = "200",
            description = "The file as it is in the package",
            content = {
                @Content(mediaType = "image/svg+xml", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "image/gif", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "text/markdown", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "text/plain", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "text/yaml", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/yaml", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = "application/json", schema = @Schema())
            })
    public Response get(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @PathParam("filePath") String path) {
        var file = files.get(name, version, path);
        return Response.ok(file.content(), file.contentType())
                .header(HttpHeaders.CACHE_CONTROL, PackageResource.TEN_MINUTES)
                // a picture may hold scripts, and this address is the API's own
                .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
                .header("x-content-type-options", "nosniff")
                .build();
    }
}

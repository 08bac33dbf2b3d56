package dev.garrison.fleet.templates;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.garrison.fleet.epm.Packages;
import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What a standalone agent is told to run a package: {@code /api/fleet/epm/templates}. */
@Path("/api/fleet/epm/templates")
public class TemplateResource {
    private static final String YAML = "text/yaml;charset=utf-8";

    private final Packages packages;

    TemplateResource(Packages packages) {
        this.packages = packages;
    }

    /**
     * @param prerelease taken and not looked at: the version is given
     * @param ignoreUnverified taken and not looked at: no signature is asked for
     */
    @GET
    @Path("/{pkgName}/{pkgVersion}/inputs")
    @RequirePrivileges(anyOf = {"integrations-read", "fleet-setup", "fleet-all"})
    @APIResponse(
            responseCode = "200",
            description = "All inputs of the package, with the values that it proposes",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = Inputs.class)),
                @Content(mediaType = "text/yaml", schema = @Schema(type = SchemaType.STRING))
            })
    public Response inputs(
            @PathParam("pkgName") String name,
            @PathParam("pkgVersion") String version,
            @QueryParam("format") @DefaultValue("json") Format format,
            @QueryParam("prerelease") Boolean prerelease,
            @QueryParam("ignoreUnverified") Boolean ignoreUnverified) {
        var content = packages.find(name, version);
        return switch (format) {
            case json ->
                Response.ok(new Inputs(new TemplateInputs(content, false).list()), MediaType.APPLICATION_JSON)
                        .build();
            case yml, yaml -> Response.ok(InputsFile.write(content), YAML).build();
        };
    }

    /** How the inputs are wanted. */
    public enum Format {
        json,
        yml,
        yaml
    }

    public record Inputs(
            @NotNull @Schema(type = SchemaType.ARRAY, implementation = Input.class) List<ObjectNode> inputs) {}

    @Schema(additionalProperties = Schema.True.class)
    public record Input(@NotNull String id, @NotNull String type, List<Stream> streams) {}

    @Schema(additionalProperties = Schema.True.class)
    public record Stream(@NotNull String id, @NotNull @JsonProperty("data_stream") DataStream dataStream) {}

    @Schema(additionalProperties = Schema.True.class)
    public record DataStream(@NotNull String dataset, String type) {}
}
